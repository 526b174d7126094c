import type { ResponseOpening, ResponseProcessor, ResponseStage, SseEvent } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import { joinChunks } from './join-chunks.ts';
import { SseFraming } from './sse-framing.ts';

/** Larger bodies and events are not shown to stages. */
const bodyLimit = 4 * 1024 * 1024;

/** Where the pipeline's bytes and complaints go. */
export interface PipelineOwner {
  /** Bytes for the client, as received or rewritten. */
  forward(chunk: Uint8Array): void;
  /** An event, before any stage sees it; only while `watching`. */
  inspect(event: SseEvent): void;
  /** A stage threw and was cut off. `place` is its position among the endpoint's processors. */
  blame(place: number, error: unknown): void;
}

interface OpenStage {
  readonly place: number;
  readonly rewrites: boolean;
  readonly stage: ResponseStage;
}

/** Runs an answer past its response stages: one framing pass for all of them, and none if nobody asks for events. */
export class ResponsePipeline {
  /** Whether the owner wants to inspect events. */
  watching: boolean;
  /** Events seen: about the tokens of a stream that nobody counted. */
  events = 0;
  /** Set if, at the end, stages had more to tell than they knew: resolves when they have told it. */
  untold: Promise<void> | undefined;
  readonly #owner: PipelineOwner;
  #stages: OpenStage[];
  #framing: SseFraming | undefined;
  readonly #rewriting: boolean;
  /** Whether some stage wants to see the chunks of an answer that is no stream of events. */
  readonly #listening: boolean;
  #body: Uint8Array[] | undefined;
  #bodyBytes = 0;

  /** `watchful`: whether the owner wants to inspect the events of a stream. */
  constructor(
    owner: PipelineOwner,
    processors: readonly ResponseProcessor[],
    opening: ResponseOpening,
    watchful: boolean,
  ) {
    this.#owner = owner;
    this.#stages = this.#open(processors, opening);
    const isStream = isEventStream(opening.head.headers);
    const wishes = wishesOf(this.#stages, isStream);
    this.watching = isStream && watchful;
    this.#framing =
      this.watching || wishes.events ? new SseFraming((event) => this.#onEvent(event)) : undefined;
    this.#body = wishes.body ? [] : undefined;
    this.#listening = wishes.chunks;
    this.#rewriting = wishes.rewriting;
  }

  /** Whether the length of the answer may change. */
  get rewriting(): boolean {
    return this.#rewriting;
  }

  push(chunk: Uint8Array): void {
    // What was received goes on first: looking at it must not delay it.
    if (!this.#rewriting) this.#owner.forward(chunk);
    if (this.#listening)
      for (const open of this.#stages) this.#guard(open, () => open.stage.onChunk?.(chunk));
    if (this.#framing !== undefined && (this.watching || this.#rewriting || this.#stages.length > 0))
      this.#frame(this.#framing, chunk);
    else if (this.#body !== undefined) this.#collect(chunk);
    else if (this.#rewriting) this.#owner.forward(chunk);
  }

  /** The answer is complete. */
  end(): void {
    if (this.#framing !== undefined) this.#endEvents(this.#framing);
    else if (this.#body !== undefined) this.#endBody(this.#body);
    for (const open of this.#stages) {
      if (open.stage.onEnd !== undefined) this.#leave(open, () => open.stage.onEnd?.());
    }
    this.#stages.length = 0;
  }

  /** The answer broke off. */
  cancel(): void {
    for (const open of this.#stages) this.#leave(open, () => open.stage.onCancel?.());
    this.#stages.length = 0;
  }

  #open(processors: readonly ResponseProcessor[], opening: ResponseOpening): OpenStage[] {
    const stages: OpenStage[] = [];
    let place = 0;
    for (const processor of processors) {
      try {
        const stage = processor.open(opening);
        if (stage !== undefined) stages.push({ place, rewrites: processor.mode === 'rewrite', stage });
      } catch (error) {
        this.#owner.blame(place, error);
      }
      place += 1;
    }
    return stages;
  }

  #onEvent(event: SseEvent): void {
    this.events += 1;
    if (this.watching) this.#owner.inspect(event);
    let shown = event;
    for (const open of this.#stages) {
      const { stage } = open;
      if (stage.onEvent === undefined) continue;
      const bytes = this.#guard(open, () => stage.onEvent?.(shown));
      if (!open.rewrites || !(bytes instanceof Uint8Array)) continue;
      if (bytes.length === 0) return;
      shown = eventOf(bytes);
    }
    if (this.#rewriting) this.#owner.forward(shown === event ? event.bytes.slice() : shown.bytes);
  }

  #frame(framing: SseFraming, chunk: Uint8Array): void {
    framing.push(chunk);
    if (framing.heldBytes <= bodyLimit) return;
    // No event ends here: it is not worth the memory to find out what this is.
    this.#endEvents(framing);
    this.#framing = undefined;
  }

  #endEvents(framing: SseFraming): void {
    const rest = framing.end();
    if (this.#rewriting && rest.length > 0) this.#owner.forward(rest.slice());
  }

  #collect(chunk: Uint8Array): void {
    this.#bodyBytes += chunk.length;
    this.#body?.push(chunk);
    if (this.#bodyBytes <= bodyLimit || this.#body === undefined) return;
    if (this.#rewriting) for (const kept of this.#body) this.#owner.forward(kept);
    this.#body = undefined;
  }

  #endBody(chunks: Uint8Array[]): void {
    let body = joinChunks(chunks, this.#bodyBytes);
    for (const open of this.#stages) {
      const bytes = this.#guard(open, () => open.stage.onBody?.(body));
      if (open.rewrites && bytes instanceof Uint8Array) body = bytes;
    }
    if (this.#rewriting && body.length > 0) this.#owner.forward(body);
  }

  #leave(open: OpenStage, call: () => void | Promise<void>): void {
    const telling = this.#guard(open, call);
    if (!(telling instanceof Promise)) return;
    const before = this.untold;
    const told = telling.catch((error: unknown) => this.#owner.blame(open.place, error));
    this.untold = before === undefined ? told : told.then(() => before);
  }

  #guard<Result>(open: OpenStage, call: () => Result): Result | undefined {
    try {
      return call();
    } catch (error) {
      // A new list, for the old one is being gone through: the others are not to miss what this one threw at.
      this.#stages = this.#stages.filter((other) => other !== open);
      this.#owner.blame(open.place, error);
      return undefined;
    }
  }
}

interface Wishes {
  events: boolean;
  body: boolean;
  chunks: boolean;
  rewriting: boolean;
}

/** What the stages want of a stream of events, or of an answer that is none. */
function wishesOf(stages: readonly OpenStage[], isStream: boolean): Wishes {
  const wishes = { events: false, body: false, chunks: false, rewriting: false };
  for (const { rewrites, stage } of stages) {
    const reads = isStream ? stage.onEvent !== undefined : stage.onBody !== undefined;
    if (reads && isStream) wishes.events = true;
    if (reads && !isStream) wishes.body = true;
    if (reads && rewrites) wishes.rewriting = true;
    if (!isStream && stage.onChunk !== undefined) wishes.chunks = true;
  }
  return wishes;
}

/** Whether the headers announce server-sent events. */
export function isEventStream(headers: readonly string[]): boolean {
  const type = headerValue(headers, 'content-type');
  if (type === undefined || !/^\s*text\/event-stream/i.test(type)) return false;
  const encoding = headerValue(headers, 'content-encoding');
  return encoding === undefined || encoding.trim().toLowerCase() === 'identity';
}

function eventOf(bytes: Uint8Array): SseEvent {
  let parsed: SseEvent | undefined;
  const framing = new SseFraming((event) => {
    parsed ??= { bytes, type: event.type, data: event.data };
  });
  framing.push(bytes);
  return parsed ?? { bytes, type: '', data: '' };
}
