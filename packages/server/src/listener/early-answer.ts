import { LanewayError } from '@laneway/contracts';

import type { ConnectionPort } from './connection-port.ts';
import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** The answer of the listener itself: to probes, and to every request while draining or on a surplus connection. */
export function earlyAnswer(
  { context: { probes, draining }, isSurplus }: ConnectionPort,
  method: string,
  path: string,
): WholeAnswer | undefined {
  const probe = probes?.answer(method, path, draining);
  if (probe !== undefined) return probe;
  if (draining) return errorAnswer(faultOf(new LanewayError('draining', 'The gateway is shutting down.')));
  return isSurplus ? errorAnswer(faultOf(tooManyConnections())) : undefined;
}

function tooManyConnections(): LanewayError {
  return new LanewayError('overloaded', 'The gateway has as many connections as it may.');
}
