import type {
  Attempt,
  AttemptHandle,
  AttemptOutcome,
  HeaderPairs,
  ResponseHead,
  ResponseProcessor,
  ResponseSink,
  SseEvent,
  TraceContext,
  TransportError,
  Usage,
} from '@laneway/contracts';

import type { Lease } from '../endpoints/lease.ts';
import { isEventStream } from '../answer/event-stream.ts';
import { joinChunks } from '../answer/join-chunks.ts';
import type { PipelineOwner } from '../answer/response-pipeline.ts';
import { ResponsePipeline } from '../answer/response-pipeline.ts';
import type { RequestFacts } from '../routing/request-facts.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';
import type { EventMeaning } from './event-meaning.ts';
import { eventMeaning } from './event-meaning.ts';
import { withoutHeader } from './headers.ts';

/** Bytes of an error body that are collected before it is classified. */
const errorBodyLimit = 64 * 1024;
/** Bytes of a stream's preamble that are held back at most. */
const holdLimit = 64 * 1024;
const switchingProtocols = 101;

/** The first-byte timeout of an attempt has passed. */
export const noFirstByte: AttemptOutcome = {
  kind: 'failed',
  reason: 'timeout',
  status: undefined,
  retryable: true,
  message: 'No first byte came in time.',
};

/** Whom an attempt reports to. `onEnd`, `onBreak`, and `onFailure` that returns false, are the last call. */
export interface AttemptOwner {
  /** The commit point: the answer goes to the client, and no other endpoint can be tried any more. */
  onCommit(run: AttemptRun, head: ResponseHead): void;
  /** Returns false to ask for a pause. */
  onChunk(chunk: Uint8Array): boolean;
  onEnd(run: AttemptRun, trailers: HeaderPairs): void;
  /** The answer broke off after it was committed. */
  onBreak(run: AttemptRun, outcome: AttemptOutcome): void;
  /** The attempt has no good answer. Returns whether the client gets the bad one. */
  onFailure(run: AttemptRun, outcome: AttemptOutcome): boolean;
  /** The response processors for the answer. */
  processors(run: AttemptRun): readonly ResponseProcessor[];
  /** A response stage threw. `index`: of its processor among the endpoint's. */
  onBlame(endpoint: string, index: number, error: unknown): void;
}

/** The clock and the timers of attempts. */
interface AttemptTime {
  readonly wheel: TimerWheel;
  now(): number;
}

type Phase =
  | 'sent'
  /** The body of an error is collected, to classify it. */
  | 'error-body'
  /** A good head, and perhaps events that are not content, are held back. */
  | 'preamble'
  /** Committed: what arrives goes to the client. */
  | 'passing'
  | 'over';

/**
 * One attempt while it runs: decides whether and when its answer goes to the client.
 *
 * | phase | what happens | next phase |
 * | --- | --- | --- |
 * | sent | head below 400 / of 400 or above / of 101 | preamble / error-body / passing |
 * | preamble | content, or the end | passing |
 * | preamble | error event: `onFailure` | passing if it returns true, else over |
 * | error-body | end, or 64 KiB: `onFailure` | passing if it returns true, else over |
 * | any of these | timeout, or transport error: `onFailure` | over |
 * | passing | end, or transport error: `onBreak` | over |
 *
 * The owner (`AttemptLoop`) calls `limit`, `start`, `resume` and `abort`; the connector calls `onHead`, `onData`, `onEnd`
 * and `onError`; the pipeline calls `forward`, `inspect` and `blame`. Only `#commit` lets anything pass to the client.
 */
export class AttemptRun implements ResponseSink, PipelineOwner {
  readonly lease: Lease;
  readonly startedAtMs: number;
  /** Its span, if traces are on. */
  trace: TraceContext | undefined;
  /** Milliseconds from the start to the first byte of the body, or of content if it is an inspected stream. */
  firstByteMs: number | undefined;
  head: ResponseHead | undefined;
  usage: Usage | undefined;
  /** Whether the client got the answer or a part of it. */
  delivered = false;
  responseBytes = 0;
  /** An error event in the stream after the commit point. */
  lateError: AttemptOutcome | undefined;

  readonly #owner: AttemptOwner;
  readonly #request: RequestFacts;
  readonly #time: AttemptTime;
  readonly #timeout: TimerEntry;
  #handle: AttemptHandle | undefined;
  #pipeline: ResponsePipeline | undefined;
  #phase: Phase = 'sent';
  #held: Uint8Array[] = [];
  #heldBytes = 0;

  constructor(owner: AttemptOwner, lease: Lease, request: RequestFacts, time: AttemptTime) {
    this.#owner = owner;
    this.lease = lease;
    this.#request = request;
    this.#time = time;
    this.startedAtMs = time.now();
    this.#timeout = new TimerEntry(() => this.#fail(noFirstByte));
  }

  /** Whether anything of the answer has arrived. */
  get answered(): boolean {
    return this.head !== undefined;
  }

  /** Set after the end if response stages have yet to report: resolves when they have. */
  get pendingUsage(): Promise<void> | undefined {
    return this.#pipeline?.pendingReports;
  }

  /** Estimated tokens of an answer whose usage nobody reported. */
  get completionTokens(): number {
    const { head, responseBytes: bytes } = this;
    if (head === undefined) return 0;
    const events = this.#pipeline?.events ?? 0;
    return this.#request.completionTokens({ head, isStream: isEventStream(head.headers), events, bytes });
  }

  /** Starts the first-byte timeout; fetching the credential counts. */
  limit(timeoutMs: number): void {
    this.#time.wheel.schedule(this.#timeout, this.startedAtMs + timeoutMs);
  }

  start(attempt: Attempt): void {
    try {
      this.#handle = this.lease.endpoint.plugins.connector.send(attempt, this);
    } catch (error) {
      // The contract forbids it, but a wrong connector must not lose the request.
      this.#fail({
        kind: 'failed',
        reason: 'protocol',
        status: undefined,
        retryable: true,
        message: String(error),
      });
    }
  }

  /** The client left, or the gateway gave up. */
  abort(): void {
    if (this.#phase !== 'over') this.#drop();
  }

  resume(): void {
    if (this.#phase === 'passing') this.#handle?.resume();
  }

  onHead(head: ResponseHead): void {
    this.head = head;
    if (head.status >= 400) this.#phase = 'error-body';
    // After 101 either side may speak first, and the bytes are not a response body.
    else if (head.status === switchingProtocols) this.#commit();
    else this.#openPipeline(head);
  }

  onData(chunk: Uint8Array): void {
    this.responseBytes += chunk.length;
    if (this.#phase === 'error-body') return this.#collect(chunk);
    if (this.#pipeline === undefined) return this.forward(chunk);
    // The first byte of a body is content; a stream may still begin with events that are not.
    if (this.#phase === 'preamble' && !this.#pipeline.inspecting) this.#commit();
    this.#pipeline.push(chunk);
  }

  onEnd(trailers: HeaderPairs): void {
    if (this.#phase === 'error-body' && !this.#classifyError()) return;
    // A stream that ends without content is an answer all the same.
    if (this.#phase === 'preamble') this.#commit();
    this.#pipeline?.end();
    this.#finish();
    this.#owner.onEnd(this, trailers);
  }

  onError(error: TransportError): void {
    const outcome = this.lease.endpoint.plugins.connector.classify(error);
    if (this.#phase === 'passing') this.#break(outcome);
    else this.#fail(outcome);
  }

  forward(chunk: Uint8Array): void {
    if (this.#phase !== 'passing') this.#hold(chunk);
    else if (!this.#owner.onChunk(chunk)) this.#handle?.pause();
  }

  inspect(event: SseEvent): void {
    if (this.#phase === 'passing') this.#noteLateError(event);
    if (this.#phase !== 'preamble') return;
    const meaning = this.#meaningOf(event);
    if (typeof meaning === 'object') this.#passOnOrDrop(meaning);
    else if (meaning === 'content' || this.#heldBytes > holdLimit) this.#commit();
  }

  blame(index: number, error: unknown): void {
    this.#owner.onBlame(this.lease.endpoint.name, index, error);
  }

  #openPipeline(head: ResponseHead): void {
    const { endpoint } = this.lease;
    const { connector } = endpoint.plugins;
    const opening = {
      request: this.#request,
      endpoint,
      head,
      report: (usage: Usage) => (this.usage = usage),
    };
    const processors = this.#owner.processors(this);
    this.#pipeline = new ResponsePipeline(this, processors, opening, connector.inspect !== undefined);
    this.#phase = 'preamble';
    if (!this.#pipeline.inspecting) this.#sawFirstByte();
  }

  #commit(): void {
    const { head } = this;
    if (head === undefined) return;
    this.#phase = 'passing';
    this.delivered = true;
    this.#sawFirstByte();
    this.#owner.onCommit(this, this.#pipeline?.rewriting === true ? withoutLength(head) : head);
    const held = this.#held;
    this.#held = [];
    for (const chunk of held) this.forward(chunk);
  }

  #sawFirstByte(): void {
    this.#time.wheel.cancel(this.#timeout);
    this.firstByteMs ??= this.#time.now() - this.startedAtMs;
  }

  #hold(chunk: Uint8Array): void {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
  }

  #collect(chunk: Uint8Array): void {
    this.#hold(chunk);
    if (this.#heldBytes >= errorBodyLimit) this.#classifyError();
  }

  /** Classifies the error by its body. Returns whether it goes to the client. */
  #classifyError(): boolean {
    const { head } = this;
    if (head === undefined) return false;
    const outcome = this.lease.endpoint.plugins.connector.classify({
      head,
      body: joinChunks(this.#held, this.#heldBytes),
    });
    this.#sawFirstByte();
    return this.#passOnOrDrop(outcome);
  }

  /** Returns whether the owner passes the bad answer on. */
  #passOnOrDrop(outcome: AttemptOutcome): boolean {
    const passesOn = this.#owner.onFailure(this, outcome);
    if (passesOn) this.#commit();
    else this.#drop();
    return passesOn;
  }

  #fail(outcome: AttemptOutcome): void {
    if (this.#phase === 'over') return;
    this.#drop();
    this.#owner.onFailure(this, outcome);
  }

  #drop(): void {
    this.#finish();
    this.#handle?.abort();
    this.#pipeline?.cancel();
  }

  #break(outcome: AttemptOutcome): void {
    this.#finish();
    this.#pipeline?.cancel();
    this.#owner.onBreak(this, outcome);
  }

  #noteLateError(event: SseEvent): void {
    if (this.lateError !== undefined || !this.#request.mayBeError(event)) return;
    const meaning = this.#meaningOf(event);
    if (typeof meaning === 'object') this.lateError = meaning;
  }

  #meaningOf(event: SseEvent): EventMeaning {
    return eventMeaning(this.lease.endpoint.plugins.connector, this.head, event);
  }

  #finish(): void {
    this.#phase = 'over';
    this.#time.wheel.cancel(this.#timeout);
  }
}

function withoutLength(head: ResponseHead): ResponseHead {
  return { ...head, headers: withoutHeader(head.headers, 'content-length') };
}
