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

/** An attempt at the scripted backend. The test sends the answer. */
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

  /** The id of the request that it is for. */
  get requestId(): string {
    return headerValue(this.request.headers, 'x-request-id') ?? '';
  }

  /** Whether it has neither ended nor been aborted. */
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

  /** Answers completely. */
  answer(status = 200, body = '{}', headers: HeaderPairs = ['content-type', 'application/json']): void {
    this.head(status, headers).data(body).end();
  }

  /** Answers with a 429 and a wait of `retryAfterMs` milliseconds. */
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

/** The backend of every endpoint of an engine under test. It keeps attempts in order and answers only as the test says. */
export class ScriptedBackend {
  readonly attempts: ScriptedAttempt[] = [];
  /** Called with every attempt on arrival. */
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

  /** Attempts that have neither ended nor been aborted, oldest first. */
  open(endpoint?: string): ScriptedAttempt[] {
    return this.attempts.filter(
      (attempt) => attempt.open && (endpoint === undefined || attempt.endpoint === endpoint),
    );
  }

  /** The latest attempt. Throws `RangeError` if there has been none. */
  last(): ScriptedAttempt {
    const last = this.attempts.at(-1);
    if (last === undefined) throw new RangeError('There has been no attempt.');
    return last;
  }
}

/** The request ids of attempts, in order. */
export function requestIdsOf(attempts: readonly ScriptedAttempt[]): string[] {
  return attempts.map(({ requestId }) => requestId);
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
