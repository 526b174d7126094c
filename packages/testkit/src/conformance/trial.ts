import type { PluginInstances, PluginKind } from '@laneway/contracts';

import type { FakeHost } from '../builders/a-plugin-host.ts';
import type { Subject } from './subject.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { aPluginHost } from '../builders/a-plugin-host.ts';
import { readOptions } from './read-options.ts';

/** An instance under test and what it was lent. */
export interface Trial<Kind extends PluginKind> {
  readonly instance: PluginInstances[Kind];
  readonly clock: FakeClock;
  readonly host: FakeHost;
}

/** What a kind of plugin promises: a sentence, and the check that finds it broken. */
export type Promises<Kind extends PluginKind> = Readonly<
  Record<string, (trial: Trial<Kind>) => void | Promise<void>>
>;

/** Registers one test per promise, each with an instance of its own that is closed in the end. */
export function registerPromises<Kind extends PluginKind>(
  subject: Subject<Kind>,
  promises: Promises<Kind>,
): void {
  for (const [sentence, check] of Object.entries(promises)) {
    subject.test(sentence, () => tryOut(subject, check));
  }
}

/** Creates an instance as a gateway would, uses it and closes it. */
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
