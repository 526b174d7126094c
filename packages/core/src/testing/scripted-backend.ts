import type {
  Answer,
  Attempt,
  AttemptHandle,
  AttemptOutcome,
  Connector,
  HeaderPairs,
  ResponseSink,
  SseEvent,
  TransportError,
} from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

/** An attempt as the scripted backend received it; the test decides what comes back. */
export class ScriptedAttempt implements AttemptHandle {
  readonly request: Attempt;
  aborted = false;
  paused = false;
  ended = false;
  readonly #sink: ResponseSink;

  constructor(request: Attempt, sink: ResponseSink) {
    this.request = request;
    this.#sink = sink;
  }

  get endpoint(): string {
    return this.request.endpoint.name;
  }

  /** Whether it still waits for its end. */
  get open(): boolean {
    return !this.ended && !this.aborted;
  }

  head(status: number, headers: HeaderPairs = []): this {
    if (this.open) this.#sink.onHead({ status, statusText: '', headers });
    return this;
  }

  data(text: string): this {
    if (this.open) this.#sink.onData(new TextEncoder().encode(text));
    return this;
  }

  end(): void {
    if (!this.open) return;
    this.ended = true;
    this.#sink.onEnd([]);
  }

  /** A whole answer. */
  answer(status = 200, body = '{}', headers: HeaderPairs = ['content-type', 'application/json']): void {
    this.head(status, headers).data(body).end();
  }

  /** A 429 that says when to come back. */
  throttle(retryAfterMs: number): void {
    this.answer(429, '{}', ['retry-after-ms', String(retryAfterMs)]);
  }

  fail(reason: TransportError['reason'] = 'reset'): void {
    if (!this.open) return;
    this.ended = true;
    this.#sink.onError({ reason, message: reason });
  }

  abort(): void {
    if (!this.ended) this.aborted = true;
  }

  pause(): void {
    this.paused = true;
  }

  resume(): void {
    this.paused = false;
  }
}

/** Stands for every backend of an engine under test: keeps attempts in order and answers only when told. */
export class ScriptedBackend {
  readonly attempts: ScriptedAttempt[] = [];
  /** Called with every attempt as it arrives. */
  onAttempt: ((attempt: ScriptedAttempt) => void) | undefined;

  connector(inspect?: Connector['inspect']): Connector {
    return {
      send: (request, sink) => {
        const attempt = new ScriptedAttempt(request, sink);
        this.attempts.push(attempt);
        this.onAttempt?.(attempt);
        return attempt;
      },
      classify,
      ...(inspect === undefined ? {} : { inspect: (event: SseEvent) => inspect(event) }),
    };
  }

  /** Attempts that wait for their end, oldest first. */
  open(endpoint?: string): ScriptedAttempt[] {
    return this.attempts.filter(
      (attempt) => attempt.open && (endpoint === undefined || attempt.endpoint === endpoint),
    );
  }

  /** The latest attempt. Throws `RangeError` if there has been none. */
  last(): ScriptedAttempt {
    const last = this.attempts.at(-1);
    if (last === undefined) throw new RangeError('the backend has seen no attempt');
    return last;
  }
}

function classify(result: Answer | TransportError): AttemptOutcome {
  if ('reason' in result)
    return {
      kind: 'failed',
      reason: result.reason,
      status: undefined,
      retryable: true,
      message: result.message,
    };
  const { status, headers } = result.head;
  if (status < 400) return { kind: 'success' };
  if (status === 429) {
    const retryAfterMs = Number(headerValue(headers, 'retry-after-ms') ?? Number.NaN);
    return {
      kind: 'throttled',
      status,
      retryAfterMs: Number.isNaN(retryAfterMs) ? undefined : retryAfterMs,
      final: headerValue(headers, 'x-final') !== undefined,
      requeue: headerValue(headers, 's7prequeue') === 'true',
    };
  }
  if (status >= 500 || status === 408)
    return { kind: 'failed', reason: 'status', status, retryable: true, message: `status ${status}` };
  return { kind: 'declined', status, misconfigured: [401, 403, 404].includes(status) };
}
