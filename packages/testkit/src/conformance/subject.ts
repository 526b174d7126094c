import type { Plugin, PluginKind } from '@laneway/contracts';

import type { HostParts } from '../builders/a-plugin-host.ts';

/** Registers a test: the `test` function of node:test, vitest, mocha and others. */
export type Register = (name: string, run: () => void | Promise<void>) => unknown;

/** What a conformance suite tests, and the function that registers its tests. */
export interface Subject<Kind extends PluginKind> {
  readonly test: Register;
  readonly plugin: Plugin<Kind>;
  /** Options as they stand in a config. @default {} */
  readonly options?: object;
  /** Parts of the host that the plugin needs, e.g. `baseDir`. The clock is always a `FakeClock`. */
  readonly host?: Omit<HostParts, 'clock'>;
}
