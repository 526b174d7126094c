import { hideSecrets, isSecretName, mask } from './hide-secrets.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';

// Interpolated secrets by config: in the config itself they are ordinary texts.
const secretsOf = new WeakMap<LanewayConfig, ReadonlySet<string>>();

/**
 * A copy of a config as plain data without secrets. Masked are values with the name of a secret, priority keys, headers
 * of the exporter, and every text that came from the environment or a file.
 */
export function redact(config: LanewayConfig): unknown {
  const { telemetry } = config;
  // A header of any name may authenticate to the collector.
  const otlp = telemetry.otlp && { ...telemetry.otlp, headers: masked(telemetry.otlp.headers) };
  return plain({ ...config, telemetry: { ...telemetry, otlp } }, secretsOf.get(config) ?? new Set());
}

/** Masks the secrets of `config` in plain data made from parts of it. */
export function redactPart(config: LanewayConfig, part: unknown): unknown {
  return plain(part, secretsOf.get(config) ?? new Set());
}

/** Registers the secrets of `config` for `redact`. */
export function rememberSecrets(config: LanewayConfig, secrets: ReadonlySet<string>): void {
  secretsOf.set(config, secrets);
}

/** Registers the secrets of `from` for `config`, which was made from it. Returns `config`. */
export function redactLike(from: LanewayConfig, config: LanewayConfig): LanewayConfig {
  secretsOf.set(config, secretsOf.get(from) ?? new Set());
  return config;
}

function plain(value: unknown, secrets: ReadonlySet<string>): unknown {
  if (typeof value === 'string') return hideSecrets(value, secrets);
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, secrets));
  if (value instanceof Map) return plainEntries(value, secrets);
  return typeof value === 'object' && value !== null ? plainEntries(Object.entries(value), secrets) : value;
}

function plainEntries(
  entries: Iterable<[unknown, unknown]>,
  secrets: ReadonlySet<string>,
): Record<string, unknown> {
  const shown: Record<string, unknown> = Object.create(null);
  for (const [name, value] of entries) {
    const isSecret = isSecretName(String(name));
    shown[String(name)] = isSecret ? masked(value) : plain(value, secrets);
  }
  return shown;
}

// Numbers and booleans under such a name are settings: `maxTokens: 100`.
function masked(value: unknown): unknown {
  if (value instanceof Map || typeof value === 'string') return mask;
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, masked(part)]));
}
