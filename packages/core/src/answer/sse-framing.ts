import type { SseEvent } from '@laneway/contracts';

import { FramedEvent } from './framed-event.ts';
import { joinChunks } from './join-chunks.ts';

const lf = 10;
const cr = 13;

/**
 * Splits a stream of bytes into server-sent events, wherever its chunks end and whichever of LF, CRLF and CR ends its lines.
 * The bytes of all events and what `end` returns are together the bytes that were pushed. Blank lines before an event
 * are part of it. An event is emitted as soon as its blank line ends; if that is a CR at the end of a chunk, a LF that
 * follows belongs to the next event.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseFraming {
  readonly #onEvent: (event: SseEvent) => void;
  readonly #event = new FramedEvent();
  /** Position in the stream: before an event's first line, in a line, after the CR that ended one, at the start of the next. */
  #state: 'before-event' | 'in-line' | 'after-cr' | 'line-start' = 'before-event';
  /** The beginning of an event that has not ended yet. */
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  #first = true;

  /** `onEvent` gets the same object each time, valid during the call; it must not throw. */
  constructor(onEvent: (event: SseEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** Bytes of an unfinished event that are kept. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Calls `onEvent` for each event that ends in `chunk`. Keeps views of the chunk while an event is unfinished. */
  push(chunk: Uint8Array): void {
    const { length } = chunk;
    // Each is searched for again only once it has been passed, so that a chunk without it is searched once.
    let nextLf = -1;
    let nextCr = -1;
    let start = 0;
    let position = 0;
    while (position < length) {
      const byte = chunk[position];
      if (this.#state === 'in-line') {
        if (nextLf < position) nextLf = find(chunk, lf, position);
        if (nextCr < position) nextCr = find(chunk, cr, position);
        const end = Math.min(nextLf, nextCr);
        position = end + 1;
        if (end < length) this.#state = end === nextCr ? 'after-cr' : 'line-start';
      } else if (byte !== lf && byte !== cr) {
        this.#state = 'in-line';
      } else if (this.#state === 'before-event') {
        position += 1;
      } else if (this.#state === 'after-cr' && byte === lf) {
        this.#state = 'line-start';
        position += 1;
      } else {
        position += byte === cr && chunk[position + 1] === lf ? 2 : 1;
        this.#emit(chunk, start, position);
        start = position;
      }
    }
    if (start < length) this.#hold(chunk, start);
  }

  /** The stream has ended: returns the bytes of an unfinished event, usually none. */
  end(): Uint8Array {
    this.#state = 'before-event';
    return this.#heldAnd(new Uint8Array(0));
  }

  #emit(chunk: Uint8Array, start: number, end: number): void {
    this.#state = 'before-event';
    if (this.#heldBytes === 0) {
      this.#event.reuse(chunk, start, end);
    } else {
      const whole = this.#heldAnd(chunk.subarray(start, end));
      this.#event.reuse(whole, 0, whole.length);
    }
    if (this.#first) this.#event.markFirst();
    this.#first = false;
    this.#onEvent(this.#event);
  }

  #hold(chunk: Uint8Array, start: number): void {
    this.#held.push(start === 0 ? chunk : chunk.subarray(start));
    this.#heldBytes += chunk.length - start;
  }

  /** What was held, followed by `last`; nothing is held any more. */
  #heldAnd(last: Uint8Array): Uint8Array {
    const whole = joinChunks([...this.#held, last], this.#heldBytes + last.length);
    this.#held = [];
    this.#heldBytes = 0;
    return whole;
  }
}

/** Index of the first `byte` at `from` or later; the chunk's length if there is none. */
function find(chunk: Uint8Array, byte: number, from: number): number {
  const index = chunk.indexOf(byte, from);
  return index === -1 ? chunk.length : index;
}
