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

/** A valid config and its sources. */
export interface ConfigReading {
  readonly ok: true;
  readonly config: LanewayConfig;
  readonly report: ConfigReport;
  readonly text: ConfigText;
  readonly search: Omit<ConfigSearch, 'file'>;
  /** Facades that the admin API created. */
  readonly state: StateDocument;
  /** The config without the facades of the admin API. */
  readonly own: LanewayConfig;
  /** Plugins that were not loaded. */
  readonly skipped: readonly PluginRequest[];
}

/** Options of `interpretConfig`. */
export interface InterpretOptions {
  /** Facades that the admin API created. @default those of the config's state file */
  readonly state?: StateDocument;
  /** Name of the facade that an admin request is writing. */
  readonly subject?: string | undefined;
  /** The only plugins that may be loaded; others are skipped. @default any that the config names */
  readonly known?: KnownPlugins;
}

/** Reads a config with the facades of the admin API and checks all of it offline, the options of plugins included. */
export async function interpretConfig(
  text: ConfigText,
  search: Omit<ConfigSearch, 'file'>,
  options: InterpretOptions = {},
): Promise<ConfigReading | RefusedConfig> {
  const { subject, known } = options;
  const own = await readConfig(text, search);
  if (!own.ok) return checkRefused(own, new PluginAllowlist({ cwd: search.cwd, known }).loaderFor(own));
  const kept =
    options.state === undefined
      ? await readStateFile(own.config.stateFile)
      : { ok: true as const, state: options.state };
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
  const whole = serving.length === 0 ? own : await readConfig(text, search, additions);
  if (!whole.ok) return checkRefused(whole, allowlist.loaderFor(whole));
  const checked = await checkPlugins(whole.config, whole.report, allowlist.loaderFor(whole));
  return checked.ok
    ? { ...checked, text, search, state, own: own.config, skipped: allowlist.skipped }
    : checked;
}
