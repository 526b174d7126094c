import type { AttemptEnded, FailedOver } from '@laneway/contracts';

/** Failovers and throttles of a request, which the record of its end does not contain. */
export interface RequestNotes {
  /** Reasons of its failovers. */
  readonly failovers: string[];
  /** Attempts that a backend throttled. */
  throttled: number;
}

/** Requests with notes at most; then the oldest one is dropped. */
const mostRequests = 10_000;

/** Keeps notes of requests until they end. */
export class NoteBook {
  readonly #notes = new Map<string, RequestNotes>();

  noteAttempt({ requestId, outcome }: AttemptEnded): void {
    if (outcome.kind === 'throttled') this.#of(requestId).throttled += 1;
  }

  noteFailover({ requestId, reason }: FailedOver): void {
    this.#of(requestId).failovers.push(reason);
  }

  /** Removes and returns the notes of a request; `undefined` if there are none. */
  take(requestId: string): RequestNotes | undefined {
    if (this.#notes.size === 0) return undefined;
    const notes = this.#notes.get(requestId);
    this.#notes.delete(requestId);
    return notes;
  }

  #of(requestId: string): RequestNotes {
    const known = this.#notes.get(requestId);
    if (known !== undefined) return known;
    const [oldest] = this.#notes.keys();
    if (this.#notes.size >= mostRequests && oldest !== undefined) this.#notes.delete(oldest);
    const notes = { failovers: [], throttled: 0 };
    this.#notes.set(requestId, notes);
    return notes;
  }
}
