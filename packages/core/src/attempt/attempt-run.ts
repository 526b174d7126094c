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

/** Of an error answer, what is kept to find out what it means. */
const evidenceLimit = 64 * 1024;
/** Of a stream's beginning, what is held back at most. */
const holdLimit = 64 * 1024;
const switchingProtocols = 101;

/** The time that an attempt has to begin its answer is over. */
export const noFirstByte: AttemptOutcome = {
  kind: 'failed',
  reason: 'timeout',
  status: undefined,
  retryable: true,
  message: 'no first byte in time',
};

/** What an attempt tells the exchange. After `onFailure` that returns false, and after `onEnd` and `onBreak`, it says no more. */
export interface AttemptOwner {
  /** The answer is on its way to the client: from here on there is no other try. */
  onCommit(run: AttemptRun, head: ResponseHead): void;
  /** Returns false to ask for a pause. */
  onChunk(chunk: Uint8Array): boolean;
  onEnd(run: AttemptRun, trailers: HeaderPairs): void;
  /** The answer broke off after it was committed. */
  onBreak(run: AttemptRun, outcome: AttemptOutcome): void;
  /** There is no good answer. Returns whether the client gets this one, if there is one. */
  onFailure(run: AttemptRun, outcome: AttemptOutcome): boolean;
  /** What reads the answer. */
  processors(run: AttemptRun): readonly ResponseProcessor[];
  /** A response stage threw. */
  onBlame(endpoint: string, place: number, error: unknown): void;
}

/** Where an attempt reads the time and sets its timer. */
interface AttemptTime {
  readonly wheel: TimerWheel;
  now(): number;
}

/** How far the answer has come. */
type Phase =
  /** Nothing has come. */
  | 'sent'
  /** An error answer whose meaning is being found out. */
  | 'evidence'
  /** A good answer of which there is a head, or a stream that has not said anything yet. */
  | 'preamble'
  | 'passing'
  | 'over';

/** One attempt while it runs: decides when its answer is the client's. */
export class AttemptRun implements ResponseSink, PipelineOwner {
  readonly lease: Lease;
  readonly startedAtMs: number;
  /** Its span, if traces are on. */
  trace: TraceContext | undefined;
  /** Milliseconds from the start to the first byte that means something. */
  firstByteMs: number | undefined;
  head: ResponseHead | undefined;
  usage: Usage | undefined;
  /** Whether the client got the answer, or a part of it. */
  delivered = false;
  responseBytes = 0;
  /** An error that came inside the stream, too late to be anybody else's. */
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
    this.#timeout = new TimerEntry(() => this.#onTimeout());
  }

  /** Whether anything of the answer has arrived. */
  get answered(): boolean {
    return this.head !== undefined;
  }

  /** Set if what read the answer has yet to tell what it found, though there is no more to read: resolves when it has. */
  get untold(): Promise<void> | undefined {
    return this.#pipeline?.pendingReports;
  }

  /** Estimated tokens of an answer whose usage nobody reported. */
  get completionTokens(): number {
    const { head, responseBytes: bytes } = this;
    if (head === undefined) return 0;
    const events = this.#pipeline?.events ?? 0;
    return this.#request.completionTokens({ head, isStream: isEventStream(head.headers), events, bytes });
  }

  /** Gives it so long to begin its answer, whatever has to be fetched before it can be sent. */
  limit(timeoutMs: number): void {
    this.#time.wheel.schedule(this.#timeout, this.startedAtMs + timeoutMs);
  }

  start(attempt: Attempt): void {
    try {
      this.#handle = this.lease.endpoint.plugins.connector.send(attempt, this);
    } catch (error) {
      // The contract forbids it, but a request must not be lost to a connector that is wrong.
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
    if (head.status >= 400) {
      this.#phase = 'evidence';
      return;
    }
    if (head.status === switchingProtocols) {
      // Both sides may wait for the other's first word, and what they say is no body for a processor to read.
      this.#commit();
      return;
    }
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

  onData(chunk: Uint8Array): void {
    this.responseBytes += chunk.length;
    if (this.#phase === 'evidence') return this.#weigh(chunk);
    if (this.#pipeline === undefined) return this.forward(chunk);
    // Until now the backend could have been given up for another: only a stream may still have nothing to say.
    if (this.#phase === 'preamble' && !this.#pipeline.inspecting) this.#commit();
    this.#pipeline.push(chunk);
  }

  onEnd(trailers: HeaderPairs): void {
    if (this.#phase === 'evidence' && !this.#judge()) return;
    // A stream that ends without having said anything is still the answer.
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
    if (this.#phase === 'passing') {
      if (!this.#owner.onChunk(chunk)) this.#handle?.pause();
      return;
    }
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
  }

  inspect(event: SseEvent): void {
    if (this.#phase === 'passing') {
      if (this.lateError === undefined && this.#request.mayBeError(event))
        this.#noteLateError(this.#meaningOf(event));
      return;
    }
    if (this.#phase !== 'preamble') return;
    const meaning = this.#meaningOf(event);
    if (typeof meaning === 'object') this.#failInside(meaning);
    else if (meaning === 'content' || this.#heldBytes > holdLimit) this.#commit();
  }

  blame(place: number, error: unknown): void {
    this.#owner.onBlame(this.lease.endpoint.name, place, error);
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

  #weigh(chunk: Uint8Array): void {
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes >= evidenceLimit) this.#judge();
  }

  /** Finds out what an error answer means. Returns whether it goes on to the client. */
  #judge(): boolean {
    const { head } = this;
    if (head === undefined) return false;
    const outcome = this.lease.endpoint.plugins.connector.classify({
      head,
      body: joinChunks(this.#held, this.#heldBytes),
    });
    this.#sawFirstByte();
    if (this.#owner.onFailure(this, outcome)) {
      this.#commit();
      return true;
    }
    this.#drop();
    return false;
  }

  /** A stream begins with an error, which may be the answer all the same. */
  #failInside(outcome: AttemptOutcome): void {
    if (this.#owner.onFailure(this, outcome)) this.#commit();
    else this.#drop();
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

  #meaningOf(event: SseEvent): EventMeaning {
    return eventMeaning(this.lease.endpoint.plugins.connector, this.head, event);
  }

  #noteLateError(meaning: EventMeaning): void {
    if (typeof meaning === 'object') this.lateError = meaning;
  }

  #onTimeout(): void {
    this.#fail(noFirstByte);
  }

  #finish(): void {
    this.#phase = 'over';
    this.#time.wheel.cancel(this.#timeout);
  }
}

function withoutLength(head: ResponseHead): ResponseHead {
  return { ...head, headers: withoutHeader(head.headers, 'content-length') };
}
