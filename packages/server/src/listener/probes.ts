import type { HealthSnapshot } from '@laneway/core';

import { errorAnswer } from './error-body.ts';
import { methodNotAllowed } from './fault.ts';
import { jsonAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Kind of a probe: whether the gateway is alive, ready, or has been ready once. */
export type ProbeQuestion = 'live' | 'ready' | 'started';

/** Paths that are probes. */
export const probeQuestions: ReadonlyMap<string, ProbeQuestion> = new Map([
  ['/healthz', 'ready'],
  ['/health', 'ready'],
  ['/readyz', 'ready'],
  ['/readiness', 'ready'],
  ['/livez', 'live'],
  ['/liveness', 'live'],
  ['/startupz', 'started'],
  ['/startup', 'started'],
]);

/** Answers orchestrators and load balancers. */
export class Probes {
  readonly #health: () => HealthSnapshot;
  // The startup probe must not fail again when a backend fails later.
  #hasStarted = false;

  constructor(health: () => HealthSnapshot) {
    this.#health = health;
  }

  /** The answer to a request whose path is that of a probe; otherwise `undefined`. */
  answer(method: string, path: string, draining: boolean): WholeAnswer | undefined {
    const question = probeQuestions.get(path);
    if (question === undefined) return undefined;
    if (method !== 'GET' && method !== 'HEAD') return errorAnswer(methodNotAllowed(method, 'GET, HEAD'));
    return this.report(question, draining);
  }

  /** 200, or 503 with the reasons. */
  report(question: ProbeQuestion, draining: boolean): WholeAnswer {
    const reasons = this.#reasonsAgainst(question, draining);
    const noStore = ['cache-control', 'no-store'];
    if (reasons === undefined) return jsonAnswer({ status: 'ok', reasons: [] }, 200, noStore);
    return jsonAnswer({ status: 'unavailable', reasons }, 503, noStore);
  }

  #reasonsAgainst(question: ProbeQuestion, draining: boolean): readonly string[] | undefined {
    if (question === 'live') return undefined;
    const { ready, reasons } = this.#health();
    this.#hasStarted ||= ready;
    if (question === 'started') return this.#hasStarted ? undefined : reasons;
    if (draining) return ['The gateway is shutting down.', ...reasons];
    return ready ? undefined : reasons;
  }
}
