import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { ConfigPath } from '../findings/config-path.ts';
import type { Place } from '../findings/origin.ts';
import type { Problem } from '../findings/problem.ts';
import type { Reference } from '../reading/interpolate.ts';
import type { LanewayConfig } from '../resolving/laneway-config.ts';
import type { UncheckedPlugins } from '../resolving/unchecked-plugins.ts';

/** A config that was read and checked, or its problems. */
export type ConfigResult =
  | { readonly ok: true; readonly config: LanewayConfig; readonly report: ConfigReport }
  | RefusedConfig;

/** A config that cannot be used. */
export interface RefusedConfig {
  readonly ok: false;
  readonly problems: readonly Problem[];
  readonly report: ConfigReport;
  /** Plugins that are still to be checked, so that all problems are reported at once; see `checkRefused`. */
  readonly unchecked?: UncheckedPlugins;
}

/** Warnings, files and places of a config document. */
export interface ConfigReport {
  /** Settings that are allowed but probably not meant. */
  readonly warnings: readonly Problem[];
  /** Absolute paths that `${file:...}`, `listen.tls` or plugin options name. A changed file is a changed config. */
  readonly files: readonly string[];
  /** References to the environment and to files, in the order of the config. */
  readonly references: readonly Reference[];
  /** A copy with `files` added. */
  withFiles(files: readonly string[]): ConfigReport;
  /** Place of the value at a config path, e.g. `endpoints.east.connector.options.probe`. */
  locate(path: string | ConfigPath): Place;
  /** Converts the issues that a schema found in the options at `path`. `schema` adds suggestions for unknown keys. */
  toProblems(
    path: string | ConfigPath,
    issues: readonly StandardSchemaV1.Issue[],
    schema?: StandardSchemaV1,
  ): Problem[];
  /** Checks the options at `path`. Interpolated texts become numbers or booleans where `schema` requires those. */
  checkOptions(
    path: string | ConfigPath,
    options: unknown,
    schema: StandardSchemaV1,
  ): Promise<CheckedOptions>;
}

/** Valid options, as the schema's output (`options`) and its input (`written`), or their problems. */
export type CheckedOptions =
  | { readonly ok: true; readonly options: unknown; readonly written: unknown }
  | { readonly ok: false; readonly problems: readonly Problem[] };
