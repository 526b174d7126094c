import type { ResponseOpening, ResponseProcessor, ResponseStage, SseEvent } from '@laneway/contracts';

import { isEventStream } from './event-stream.ts';
import { joinChunks } from './join-chunks.ts';
import { SseFraming } from './sse-framing.ts';

/** Larger bodies and events are not handed to stages, in bytes. */
const bodyLimit = 4 * 1024 * 1024;

/** Receives the pipeline's bytes and the errors of its stages. */
export interface PipelineOwner {
  /** Bytes for the client, as received or rewritten. */
  forward(chunk: Uint8Array): void;
  /** An event, before any stage gets it; only while `inspecting`. */
  inspect(event: SseEvent): void;
  /** A stage threw and gets nothing more. `index`: of its processor among the endpoint's. */
  blame(index: number, error: unknown): void;
}

interface OpenStage {
  readonly index: number;
  readonly rewrites: boolean;
  readonly stage: ResponseStage;
}

/** Passes an answer through its response stages. Events are framed once for all of them, and not at all if no stage needs them. */
export class ResponsePipeline {
  /** Whether events are framed for the owner. */
  readonly inspecting: boolean;
  /** Events framed so far. */
  events = 0;
  /** Set after the end if stages have yet to report: resolves when they have. */
  pendingReports: Promise<void> | undefined;
  readonly #owner: PipelineOwner;
  #stages: OpenStage[];
  #framing: SseFraming | undefined;
  readonly #rewriting: boolean;
  /** Whether some stage reads the chunks of an answer that is not a stream of events. */
  readonly #wantsChunks: boolean;
  #body: Uint8Array[] | undefined;
  #bodyBytes = 0;

  /** `inspecting`: whether the owner wants to inspect the events of a stream. */
  constructor(
    owner: PipelineOwner,
    processors: readonly ResponseProcessor[],
    opening: ResponseOpening,
    inspecting: boolean,
  ) {
    this.#owner = owner;
    this.#stages = this.#open(processors, opening);
    const isStream = isEventStream(opening.head.headers);
    const needs = needsOf(this.#stages, isStream);
    this.inspecting = isStream && inspecting;
    this.#framing =
      this.inspecting || needs.events ? new SseFraming((event) => this.#onEvent(event)) : undefined;
    this.#body = needs.body ? [] : undefined;
    this.#wantsChunks = needs.chunks;
    this.#rewriting = needs.rewriting;
  }

  /** Whether the length of the answer may change. */
  get rewriting(): boolean {
    return this.#rewriting;
  }

  push(chunk: Uint8Array): void {
    // Forward first: reading must not delay the client's bytes.
    if (!this.#rewriting) this.#owner.forward(chunk);
    if (this.#wantsChunks)
      for (const open of this.#stages) this.#guard(open, () => open.stage.onChunk?.(chunk));
    if (this.#framing !== undefined && (this.inspecting || this.#rewriting || this.#stages.length > 0))
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
    let index = 0;
    for (const processor of processors) {
      try {
        const stage = processor.open(opening);
        if (stage !== undefined) stages.push({ index, rewrites: processor.mode === 'rewrite', stage });
      } catch (error) {
        this.#owner.blame(index, error);
      }
      index += 1;
    }
    return stages;
  }

  #onEvent(event: SseEvent): void {
    this.events += 1;
    if (this.inspecting) this.#owner.inspect(event);
    let current = event;
    for (const open of this.#stages) {
      const { stage } = open;
      if (stage.onEvent === undefined) continue;
      const bytes = this.#guard(open, () => stage.onEvent?.(current));
      if (!open.rewrites || !(bytes instanceof Uint8Array)) continue;
      if (bytes.length === 0) return;
      current = eventOf(bytes);
    }
    if (this.#rewriting) this.#owner.forward(current === event ? event.bytes.slice() : current.bytes);
  }

  #frame(framing: SseFraming, chunk: Uint8Array): void {
    framing.push(chunk);
    if (framing.heldBytes <= bodyLimit) return;
    // An event of this size is not worth its memory: the rest of the answer passes unread.
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
    const reporting = this.#guard(open, call);
    if (!(reporting instanceof Promise)) return;
    const before = this.pendingReports;
    const reported = reporting.catch((error: unknown) => this.#owner.blame(open.index, error));
    this.pendingReports = before === undefined ? reported : reported.then(() => before);
  }

  #guard<Result>(open: OpenStage, call: () => Result): Result | undefined {
    try {
      return call();
    } catch (error) {
      // A new list: the old one is being iterated, and the other stages must not miss this chunk.
      this.#stages = this.#stages.filter((other) => other !== open);
      this.#owner.blame(open.index, error);
      return undefined;
    }
  }
}

interface StageNeeds {
  events: boolean;
  body: boolean;
  chunks: boolean;
  rewriting: boolean;
}

/** What the stages need of a stream of events, or of any other answer. */
function needsOf(stages: readonly OpenStage[], isStream: boolean): StageNeeds {
  const needs = { events: false, body: false, chunks: false, rewriting: false };
  for (const { rewrites, stage } of stages) {
    const reads = isStream ? stage.onEvent !== undefined : stage.onBody !== undefined;
    if (reads && isStream) needs.events = true;
    if (reads && !isStream) needs.body = true;
    if (reads && rewrites) needs.rewriting = true;
    if (!isStream && stage.onChunk !== undefined) needs.chunks = true;
  }
  return needs;
}

function eventOf(bytes: Uint8Array): SseEvent {
  let parsed: SseEvent | undefined;
  const framing = new SseFraming((event) => {
    parsed ??= { bytes, type: event.type, data: event.data };
  });
  framing.push(bytes);
  return parsed ?? { bytes, type: '', data: '' };
}
