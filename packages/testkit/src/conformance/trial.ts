import type { PluginInstances, PluginKind } from '@laneway/contracts';

import type { FakeHost } from '../builders/a-plugin-host.ts';
import type { Subject } from './subject.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aPluginHost } from '../builders/a-plugin-host.ts';
import { readOptions } from './read-options.ts';

/** A plugin instance under test, with its clock and host. */
export interface Trial<Kind extends PluginKind> {
  readonly instance: PluginInstances[Kind];
  readonly clock: FakeClock;
  readonly host: FakeHost;
}

/** The tests of a kind of plugin, by name. */
export type Promises<Kind extends PluginKind> = Readonly<
  Record<string, (trial: Trial<Kind>) => void | Promise<void>>
>;

/** Registers the tests. Each gets an instance of its own, which is closed afterwards. */
export function registerPromises<Kind extends PluginKind>(
  subject: Subject<Kind>,
  promises: Promises<Kind>,
): void {
  for (const [sentence, check] of Object.entries(promises)) {
    subject.test(sentence, () => tryOut(subject, check));
  }
}

/** Creates an instance as the gateway does, passes it to `use` and closes it. */
export async function tryOut<Kind extends PluginKind, Result>(
  subject: Subject<Kind>,
  use: (trial: Trial<Kind>) => Result | Promise<Result>,
): Promise<Result> {
  const clock = new FakeClock();
  const host = aPluginHost({ ...subject.host, clock });
  const instance = await subject.plugin.create(await readOptions(subject), host);
  try {
    return await use({ instance, clock, host });
  } finally {
    host.end();
    await instance.close?.();
  }
}

/** Freezes `value` and what it holds, so that a plugin that changes it throws. Bytes cannot be frozen and stay writable. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
