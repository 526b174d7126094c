import { createHash } from 'node:crypto';
import { basename, extname, resolve } from 'node:path';

import type {
  AdminSecret,
  LanewayConfig,
  ListenConfig,
  OtlpConfig,
  TelemetryConfig,
  TlsConfig,
} from './laneway-config.ts';
import type { ConfigSource, ReadDocument } from '../reading/read-document.ts';
import type { InterpolationSources } from '../reading/interpolate.ts';
import { referencesIn } from '../reading/interpolate.ts';
import type { ConfigDocument } from '../schema/config-document.ts';
import { mapValues } from './dictionary.ts';
import { given, namesCollector } from './collector-variables.ts';
import { resolveGateway } from './resolve-gateway.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Converts a valid document to a config. */
export function resolveConfig(
  document: ConfigDocument,
  { source, publicOnly }: Pick<ReadDocument, 'source' | 'publicOnly'>,
  { env, readFile }: InterpolationSources,
): LanewayConfig {
  const toFile = (path: string) => resolve(source.baseDir, path);
  const { admin, drain, limits, responseHeaders, allowEmpty, plugins, stateFile } = document;
  return deepFreeze({
    source,
    listen: resolveListen(document, toFile, readFile),
    admin: {
      ...admin,
      token: admin.token,
      secrets: admin.secrets.map((secret) => resolveSecret(secret, toFile)),
    },
    drainMs: drain,
    limits: {
      bodyBytes: limits.body,
      headersBytes: limits.headers,
      headersTimeoutMs: limits.headersTimeout,
      bodyTimeoutMs: limits.bodyTimeout,
      connections: limits.connections,
      bufferedBytes: limits.bufferedBytes,
      stallMs: limits.writeStall,
    },
    responseHeaders,
    allowEmpty,
    telemetry: resolveTelemetry(document, env, toFile),
    plugins: mapValues(plugins, String),
    stateFile: toFile(stateFile ?? stateFileBeside(source)),
    gateway: resolveGateway(document, publicOnly),
  });
}

// Named after the config, so that gateways whose configs are in one folder have separate state.
function stateFileBeside({ path }: ConfigSource): string {
  return path === undefined ? 'laneway.state.json' : `${basename(path, extname(path))}.state.json`;
}

function resolveSecret(
  { ref, origins }: ConfigDocument['admin']['secrets'][number],
  toFile: (path: string) => string,
): AdminSecret {
  const [reference] = referencesIn(ref);
  if (reference === undefined) {
    const [, use = ref, audience] = /^([^:]*):(.*)$/s.exec(ref) ?? [];
    return { kind: 'credential', use, audience, origins };
  }
  return reference.kind === 'file'
    ? { kind: 'file', path: toFile(reference.path), origins }
    : { kind: 'variable', name: reference.name, origins };
}

function resolveListen(
  { listen }: ConfigDocument,
  toFile: (path: string) => string,
  readFile: InterpolationSources['readFile'],
): ListenConfig {
  const { host, port, tls, lbPath, lbTarget } = listen;
  return { host, port, tls: tls && resolveTls(tls, toFile, readFile), lbPath, lbTarget };
}

function resolveTls(
  { cert, key, clientCa }: NonNullable<ConfigDocument['listen']['tls']>,
  toFile: (path: string) => string,
  readFile: InterpolationSources['readFile'],
): TlsConfig {
  const hash = createHash('sha256');
  for (const file of [cert, key, clientCa]) hash.update(`${file === undefined ? '' : readFile(file)}\0`);
  return {
    cert: toFile(cert),
    key: toFile(key),
    clientCa: clientCa === undefined ? undefined : toFile(clientCa),
    revision: hash.digest('base64'),
  };
}

function resolveTelemetry(
  { telemetry }: ConfigDocument,
  env: Environment,
  toFile: (path: string) => string,
): TelemetryConfig {
  const { prometheus, otlp, log, ledger, interval, profiles, size } = telemetry;
  return {
    prometheus,
    otlp: otlp === undefined ? undefined : resolveOtlp(otlp, env),
    log,
    ledger: ledger === undefined ? undefined : { path: toFile(ledger.path), rotateBytes: ledger.rotate },
    interval: { windowMs: interval.window, history: interval.history },
    profiles,
    size: { models: mapValues(size.models, (model) => model) },
  };
}

type Otlp = NonNullable<ConfigDocument['telemetry']['otlp']>;

// Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
function resolveOtlp(otlp: Otlp, env: Environment): OtlpConfig | undefined {
  if (otlp.endpoint === undefined && !namesCollector(env)) return undefined;
  return {
    // If left out, the exporters read the variables for all signals and for single ones.
    endpoint: otlp.endpoint?.replace(/\/+$/, ''),
    headers: otlp.headers ?? {},
    serviceName: otlp.serviceName ?? given(env['OTEL_SERVICE_NAME']) ?? 'laneway',
    intervalMs: otlp.interval,
  };
}

/** Freezes plain data recursively and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const part of value instanceof Map ? value.values() : Object.values(value)) deepFreeze(part);
  return value;
}
