import { LanewayError } from '@laneway/contracts';

import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import type { Intake } from './intake.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** What a listener answers before it asks the engine: probes, and everything else while draining. */
export function earlyAnswer(
  { probes, draining }: Intake,
  method: string,
  path: string,
): WholeAnswer | undefined {
  const probe = probes?.answer(method, path, draining);
  if (probe !== undefined) return probe;
  return draining
    ? errorAnswer(faultOf(new LanewayError('draining', 'The gateway is shutting down.')))
    : undefined;
}
