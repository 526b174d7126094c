import type { Promises } from '../trial.ts';
import type { Subject } from '../subject.ts';
import { abortPromises } from './abort-promises.ts';
import { classifyPromises } from './classify-promises.ts';
import { pluginConformance } from '../plugin-conformance.ts';
import { receivePromises } from './receive-promises.ts';
import { registerPromises } from '../trial.ts';
import { sendPromises } from './send-promises.ts';

/** A connector plugin with options under which it speaks plain HTTP to the origin of each attempt. */
export interface ConnectorSubject extends Subject<'connector'> {
  /** Time limit of one test, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number;
}

/** Registers the tests that every connector passes. They start backends on free loopback ports. */
export function connectorConformance(subject: ConnectorSubject): void {
  const { timeoutMs = 10_000 } = subject;
  pluginConformance('connector', subject);
  registerPromises(subject, classifyPromises);
  const exchanges = Object.entries({ ...sendPromises, ...receivePromises, ...abortPromises });
  const limited: Promises<'connector'> = Object.fromEntries(
    exchanges.map(([sentence, check]) => [sentence, ({ instance }) => within(timeoutMs, check(instance))]),
  );
  registerPromises(subject, limited);
}

/** Rejects if `work` takes longer than `limitMs`, so that a test that would hang fails. */
async function within<Result>(limitMs: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`The test did not end within ${limitMs} ms.`)), limitMs);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
