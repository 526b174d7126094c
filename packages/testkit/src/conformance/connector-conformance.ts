import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { abortPromises } from './abort-promises.ts';
import { classifyPromises } from './classify-promises.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { receivePromises } from './receive-promises.ts';
import { registerPromises } from './trial.ts';
import { sendPromises } from './send-promises.ts';
import { within } from './within.ts';

/** A connector, with options under which it talks plain HTTP to the origin of each attempt. */
export interface ConnectorSubject extends Subject<'connector'> {
  /** How long a test may take, in milliseconds, before it fails. @default 10_000 */
  readonly patienceMs?: number;
}

/** What every connector promises. Starts backends on free loopback ports. */
export function connectorConformance(subject: ConnectorSubject): void {
  const { patienceMs = 10_000 } = subject;
  pluginConformance('connector', subject);
  registerPromises(subject, classifyPromises);
  const exchanges = Object.entries({ ...sendPromises, ...receivePromises, ...abortPromises });
  const limited: Promises<'connector'> = Object.fromEntries(
    exchanges.map(([sentence, check]) => [sentence, ({ instance }) => within(patienceMs, check(instance))]),
  );
  registerPromises(subject, limited);
}
