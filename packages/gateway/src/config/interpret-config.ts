import type {
  ConfigReport,
  LanewayConfig,
  PluginRequest,
  RefusedConfig,
  StateDocument,
} from '@laneway/config';
import { Additions, checkPlugins, checkRefused } from '@laneway/config';

import { AdminAccess } from './admin-access.ts';
import type { ConfigInUse } from './body-access.ts';
import { BodyAccess } from './body-access.ts';
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
  /** The config is in a request body, while another one is in use. @default it is the gateway's own */
  readonly inUse?: ConfigInUse;
}

/** Reads a config with the facades of the admin API and checks all of it offline, the options of plugins included. */
export async function interpretConfig(
  text: ConfigText,
  search: Omit<ConfigSearch, 'file'>,
  { state: given, subject, inUse }: InterpretOptions = {},
): Promise<ConfigReading | RefusedConfig> {
  const body = inUse && new BodyAccess(inUse);
  const rules = { cwd: search.cwd, known: inUse && new KnownPlugins(inUse.own), body };
  const own = await readConfig(text, search, { body });
  if (!own.ok) return checkRefused(own, new PluginAllowlist(rules).accessFor(own));
  const kept =
    given === undefined ? await readStateFile(own.config.stateFile) : { ok: true as const, state: given };
  if (!kept.ok) return { ok: false, problems: kept.problems, report: own.report };
  const { state } = kept;
  const serving = [...state.values()].filter(({ deletedOn }) => deletedOn === undefined);
  const access = new AdminAccess(own.config);
  const additions = Additions.of(serving, { file: own.config.stateFile, subject, rules: access });
  const added = { facades: additions, known: new KnownPlugins(own.config), access };
  const allowlist = new PluginAllowlist({ ...rules, added });
  const whole = serving.length === 0 ? own : await readConfig(text, search, { additions, body });
  if (!whole.ok) return checkRefused(whole, allowlist.accessFor(whole));
  const checked = await checkPlugins(whole.config, whole.report, allowlist.accessFor(whole));
  return checked.ok
    ? { ...checked, text, search, state, own: own.config, skipped: allowlist.skipped }
    : checked;
}
