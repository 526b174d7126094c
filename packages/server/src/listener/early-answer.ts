import { LanewayError } from '@laneway/contracts';

import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import type { ListenerContext } from './listener-context.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** The answer of the listener itself: to probes, and to every request while draining. */
export function earlyAnswer(
  { probes, draining }: ListenerContext,
  method: string,
  path: string,
): WholeAnswer | undefined {
  const probe = probes?.answer(method, path, draining);
  if (probe !== undefined) return probe;
  return draining
    ? errorAnswer(faultOf(new LanewayError('draining', 'The gateway is shutting down.')))
    : undefined;
}
