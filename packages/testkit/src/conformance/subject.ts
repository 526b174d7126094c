import type { Plugin, PluginKind } from '@laneway/contracts';

import type { HostParts } from '../builders/a-plugin-host.ts';

/** Registers a test. The `test` function of any runner fits. */
export type Register = (name: string, run: () => void | Promise<void>) => unknown;

/** What a conformance suite is about. */
export interface Subject<Kind extends PluginKind> {
  readonly test: Register;
  readonly plugin: Plugin<Kind>;
  /** Options as a config would hold them. @default {} */
  readonly options?: object;
  /** Parts of the host that the plugin needs, e.g. `baseDir`. Time is the suite's. */
  readonly host?: Omit<HostParts, 'clock'>;
}
