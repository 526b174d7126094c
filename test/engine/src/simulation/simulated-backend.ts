import type { Attempt, AttemptHandle, Clock, Connector, ProbeSink, ResponseSink } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';
import { ScriptedBackend } from '@laneway/core/testing';

import type { FailureMix } from './scenario.ts';
import type { SeededRandom } from '../seeded-random.ts';

/** How an attempt will end if it is not aborted before. */
export type Ending =
  | { readonly kind: 'answer'; readonly bytes: number }
  | {
      readonly kind: 'throttle';
      readonly retryAfterMs: number;
      readonly requeue: boolean;
      readonly final: boolean;
    }
  | { readonly kind: 'fail'; readonly how: 'reset' | 503 }
  | { readonly kind: 'decline' }
  | { readonly kind: 'break'; readonly bytes: number }
  | { readonly kind: 'silent' };

/** An attempt as the backend sees it. */
export class SimulatedAttempt implements AttemptHandle {
  readonly requestId: string;
  readonly endpoint: string;
  readonly startedAtMs: number;
  readonly ending: Ending;
  open = true;
  aborted = false;
  /** Whether the answer has begun. */
  begun = false;
  /** Bytes of the answer so far. */
  sent = 0;
  readonly sink: ResponseSink;
  readonly #onAbort: (attempt: SimulatedAttempt) => void;

  constructor(
    request: Attempt,
    parts: {
      readonly sink: ResponseSink;
      readonly nowMs: number;
      readonly ending: Ending;
      readonly onAbort: (attempt: SimulatedAttempt) => void;
    },
  ) {
    this.requestId = headerValue(request.headers, 'x-request-id') ?? '';
    this.endpoint = request.endpoint.name;
    this.startedAtMs = parts.nowMs;
    this.sink = parts.sink;
    this.ending = parts.ending;
    this.#onAbort = parts.onAbort;
  }

  /** Bytes of the answer that the client has received when the attempt has ended. */
  get delivered(): number {
    return this.ending.kind === 'answer' && !this.aborted ? this.ending.bytes : this.sent;
  }

  abort(): void {
    if (!this.open) return;
    this.aborted = true;
    this.open = false;
    this.#onAbort(this);
  }

  pause(): void {}

  resume(): void {}
}

/** Receives what happens at the simulated backends. */
export interface BackendListener {
  /** An attempt has arrived. */
  onStart(attempt: SimulatedAttempt): void;
  /** The gateway has aborted an attempt. */
  onAbort(attempt: SimulatedAttempt): void;
  /** An attempt is about to end as drawn; the gateway is called next. */
  onEnding(attempt: SimulatedAttempt): void;
  /** The answer to an attempt is about to begin well. */
  onAnswer(attempt: SimulatedAttempt): void;
}

/** All backends of a simulated gateway: answers, fails and throttles as the failure mix says. */
export class SimulatedBackend {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #failureMix: FailureMix;
  readonly #listener: BackendListener;
  readonly #probes = new Map<string, ProbeSink>();

  constructor(parts: {
    readonly clock: Clock;
    readonly random: SeededRandom;
    readonly failureMix: FailureMix;
    readonly listener: BackendListener;
  }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#failureMix = parts.failureMix;
    this.#listener = parts.listener;
  }

  connector(): Connector {
    const scripted = new ScriptedBackend().connector();
    return {
      classify: (result) => scripted.classify(result),
      send: (request, sink) => this.#start(request, sink),
    };
  }

  probedConnector(): Connector {
    return {
      ...this.connector(),
      probe: ({ name }, sink) => {
        this.#probes.set(name, sink);
        return () => {
          if (this.#probes.get(name) === sink) this.#probes.delete(name);
        };
      },
    };
  }

  /** Reports a result to the probe of the endpoint, if it is probed. */
  probe(endpoint: string, healthy: boolean): void {
    this.#probes.get(endpoint)?.onProbe({ healthy, latencyMs: 1 });
  }

  /** Whether the endpoint is probed. */
  isProbed(endpoint: string): boolean {
    return this.#probes.has(endpoint);
  }

  #start(request: Attempt, sink: ResponseSink): AttemptHandle {
    const attempt = new SimulatedAttempt(request, {
      sink,
      nowMs: this.#clock.nowMs(),
      ending: this.#draw(),
      onAbort: (aborted) => this.#listener.onAbort(aborted),
    });
    this.#listener.onStart(attempt);
    const { fastestMs, slowestMs } = this.#failureMix;
    const firstMs = this.#random.int(fastestMs, slowestMs);
    if (attempt.ending.kind !== 'silent') this.#after(firstMs, () => this.#begin(attempt));
    return attempt;
  }

  #draw(): Ending {
    const { throttled, failing, silent, declining, breaking } = this.#failureMix;
    const random = this.#random;
    if (random.chance(throttled)) {
      return {
        kind: 'throttle',
        retryAfterMs: random.int(0, 1_500),
        requeue: random.chance(0.3),
        final: random.chance(0.05),
      };
    }
    if (random.chance(failing)) return { kind: 'fail', how: random.pick(['reset', 503]) };
    if (random.chance(silent)) return { kind: 'silent' };
    if (random.chance(declining)) return { kind: 'decline' };
    if (random.chance(breaking)) return { kind: 'break', bytes: random.int(1, 8_000) };
    return { kind: 'answer', bytes: random.int(1, 8_000) };
  }

  #begin(attempt: SimulatedAttempt): void {
    if (!attempt.open) return;
    const { ending, sink } = attempt;
    if (ending.kind !== 'answer' && ending.kind !== 'break') return this.#end(attempt);
    attempt.begun = true;
    this.#listener.onAnswer(attempt);
    sink.onHead({ status: 200, statusText: '', headers: ['x-attempt-of', attempt.requestId] });
    attempt.sent = Math.ceil(ending.bytes / 2);
    sink.onData(new Uint8Array(attempt.sent));
    this.#after(this.#random.int(0, this.#failureMix.slowestMs), () => this.#end(attempt));
  }

  // Half a millisecond off the gateway's own timers, so that the order of events is never in doubt.
  #after(delayMs: number, fire: () => void): void {
    const half = Number.isInteger(this.#clock.nowMs()) ? 0.5 : 0;
    this.#clock.setTimer(delayMs + half, fire);
  }

  #end(attempt: SimulatedAttempt): void {
    if (!attempt.open) return;
    attempt.open = false;
    this.#listener.onEnding(attempt);
    finish(attempt);
  }
}

function finish({ ending, sent, sink }: SimulatedAttempt): void {
  switch (ending.kind) {
    case 'answer':
      sink.onData(new Uint8Array(ending.bytes - sent));
      return sink.onEnd([]);
    case 'break':
      return sink.onError({ reason: 'reset', message: 'broken off' });
    case 'throttle':
      sink.onHead({ status: 429, statusText: '', headers: throttleHeaders(ending) });
      return sink.onEnd([]);
    case 'fail':
      if (ending.how === 'reset') return sink.onError({ reason: 'reset', message: 'reset' });
      sink.onHead({ status: ending.how, statusText: '', headers: [] });
      return sink.onEnd([]);
    case 'decline':
      sink.onHead({ status: 400, statusText: '', headers: [] });
      return sink.onEnd([]);
    case 'silent':
      return;
    default:
      return ending satisfies never;
  }
}

function throttleHeaders({ retryAfterMs, requeue, final }: Ending & { readonly kind: 'throttle' }): string[] {
  const headers = ['retry-after-ms', String(retryAfterMs)];
  if (requeue) headers.push('S7PREQUEUE', 'true');
  if (final) headers.push('x-final', 'true');
  return headers;
}
