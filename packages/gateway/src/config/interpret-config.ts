import type {
  ConfigReport,
  LanewayConfig,
  PluginRequest,
  RefusedConfig,
  StateDocument,
} from '@laneway/config';
import { Additions, checkPlugins, checkRefused } from '@laneway/config';

import { KnownPlugins } from '../plugins/known-plugins.ts';
import { PluginAllowlist } from '../plugins/plugin-allowlist.ts';
import { readStateFile } from './state-file.ts';
import type { ConfigSearch, ConfigText } from './load-config.ts';
import { readConfig } from './load-config.ts';

/** A config that could be started, and what it was made of. */
export interface ConfigReading {
  readonly ok: true;
  readonly config: LanewayConfig;
  readonly report: ConfigReport;
  readonly text: ConfigText;
  readonly search: Omit<ConfigSearch, 'file'>;
  /** What the admin API has made. */
  readonly state: StateDocument;
  /** The config as its text says it, without what the admin API has made. */
  readonly own: LanewayConfig;
  /** Plugins that were not looked into. */
  readonly skipped: readonly PluginRequest[];
}

/** How a config is read, if not for a start. */
export interface InterpretParts {
  /** What the admin API has made. @default what the state file of the config says */
  readonly state?: StateDocument;
  /** Name of the facade that the admin API is told of just now. */
  readonly subject?: string | undefined;
  /** The only plugins that may be loaded; others are skipped. @default any that the config names */
  readonly known?: KnownPlugins;
}

/**
 * Reads a config, with what the admin API has made, and checks all of it that can be checked without a connection: the
 * options of its plugins too.
 */
export async function interpretConfig(
  text: ConfigText,
  search: Omit<ConfigSearch, 'file'>,
  parts: InterpretParts = {},
): Promise<ConfigReading | RefusedConfig> {
  const { subject, known } = parts;
  const own = readConfig(text, search);
  if (!own.ok) return checkRefused(own, new PluginAllowlist({ cwd: search.cwd, known }).loaderFor(own));
  const kept =
    parts.state === undefined
      ? readStateFile(own.config.stateFile)
      : { ok: true as const, state: parts.state };
  if (!kept.ok) return { ok: false, problems: kept.problems, report: own.report };
  const { state } = kept;
  const serving = [...state.values()].filter(({ deletedOn }) => deletedOn === undefined);
  const additions = Additions.of(serving, { file: own.config.stateFile, subject });
  const allowlist = new PluginAllowlist({
    cwd: search.cwd,
    known,
    additions,
    forAdditions: new KnownPlugins(own.config),
  });
  const whole = serving.length === 0 ? own : readConfig(text, search, additions);
  if (!whole.ok) return checkRefused(whole, allowlist.loaderFor(whole));
  const checked = await checkPlugins(whole.config, whole.report, allowlist.loaderFor(whole));
  return checked.ok
    ? { ...checked, text, search, state, own: own.config, skipped: allowlist.skipped }
    : checked;
}
