import type { ErrorCode } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { Fault, ListenerFaultCode } from '../listener/fault.ts';
import { faultOf, listenerFault } from '../listener/fault.ts';

/** One mistake in a request. */
export interface AdminProblem {
  /** Field of the body, or path in the config. */
  readonly path: string;
  readonly message: string;
}

type RefusalCode = ListenerFaultCode | Extract<ErrorCode, 'bad_request' | 'config_invalid'>;

/** Why a request of an operator is refused. A route throws it; the answer has all problems. */
export class AdminRefusal extends Error {
  override readonly name = 'AdminRefusal';
  readonly fault: Fault;

  constructor(code: RefusalCode, message: string, problems: readonly AdminProblem[] = []) {
    super(message);
    const fault = isListenerCode(code)
      ? listenerFault(code, message)
      : faultOf(new LanewayError(code, message));
    this.fault = problems.length === 0 ? fault : { ...fault, param: problems[0]?.path, problems };
  }
}

function isListenerCode(code: RefusalCode): code is ListenerFaultCode {
  return code !== 'bad_request' && code !== 'config_invalid';
}
