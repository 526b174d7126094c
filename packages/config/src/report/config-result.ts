import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { ConfigPath } from '../findings/config-path.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';
import type { Place } from '../findings/origin.ts';
import type { UncheckedPlugins } from '../resolving/unchecked-plugins.ts';
import type { Problem } from '../findings/problem.ts';

/** What came of reading a config. */
export type ConfigResult =
  | { readonly ok: true; readonly config: LanewayConfig; readonly report: ConfigReport }
  | RefusedConfig;

/** A config that can't be used. */
export interface RefusedConfig {
  readonly ok: false;
  readonly problems: readonly Problem[];
  readonly report: ConfigReport;
  /** What has yet to be looked at, for all problems to be known at once; see `checkRefused`. */
  readonly unchecked?: UncheckedPlugins;
}

/** What is known of a config beside what it says. */
export interface ConfigReport {
  /** What is allowed, and hardly meant. */
  readonly warnings: readonly Problem[];
  /** Files that `${file:...}`, `listen.tls` or the options of plugins name: absolute. A change of one is a change of the config. */
  readonly files: readonly string[];
  /** The same report with these files too. */
  withFiles(files: readonly string[]): ConfigReport;
  /** Where the value at a config path was written, e.g. `endpoints.east.connector.options.probe`. */
  locate(path: string | ConfigPath): Place;
  /**
   * What a schema found in the options at a config path, e.g. of a plugin, as problems with a place.
   * With the schema, mistyped keys get a suggestion.
   */
  toProblems(
    path: string | ConfigPath,
    issues: readonly StandardSchemaV1.Issue[],
    schema?: StandardSchemaV1,
  ): Problem[];
  /**
   * Checks options, such as a plugin's, that were written at a config path. Texts that were filled in become numbers or
   * truth values where the schema wants those.
   */
  checkOptions(
    path: string | ConfigPath,
    options: unknown,
    schema: StandardSchemaV1,
  ): Promise<CheckedOptions>;
}

/** Options that passed, as their schema made them and as it takes them, or what is wrong with them. */
export type CheckedOptions =
  | { readonly ok: true; readonly options: unknown; readonly written: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };
