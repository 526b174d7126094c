import type { AttemptEnded, FailedOver } from '@laneway/contracts';

/** What happened to a request on its way, which the record of its end does not tell. */
export interface RequestNotes {
  /** Reasons for which it moved on to another endpoint. */
  readonly failovers: string[];
  /** Attempts that were told to wait. */
  throttled: number;
}

/** Requests that are remembered; of more, the oldest is forgotten. Only those that met trouble are. */
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

  /** Hands the notes of a request over; `undefined` if there are none. */
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
