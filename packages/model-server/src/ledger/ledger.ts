import type { IncomingMessage } from 'node:http';
import { openEntry } from './ledger-entry.ts';
import type { LedgerEntry, OpenEntry } from './ledger-entry.ts';
import { routeOf } from '../route.ts';

/** All requests and probes that have arrived, each in order of arrival. */
export class Ledger {
  readonly #remember: number;
  readonly #requests: LedgerEntry[] = [];
  readonly #probes: LedgerEntry[] = [];
  #requestCount = 0;
  #probeCount = 0;
  #active = 0;
  #peakActive = 0;

  /** Keeps the latest `remember` requests and the latest `remember` probes. */
  constructor(remember: number) {
    this.#remember = remember;
  }

  get requests(): readonly LedgerEntry[] {
    return this.#requests;
  }

  get probes(): readonly LedgerEntry[] {
    return this.#probes;
  }

  get active(): number {
    return this.#active;
  }

  get peakActive(): number {
    return this.#peakActive;
  }

  open(message: IncomingMessage, arrival: Pick<LedgerEntry, 'connection' | 'receivedAtMs'>): OpenEntry {
    const route = routeOf(message.url ?? '/');
    const isProbe = route?.operation === 'probe';
    const number = isProbe ? (this.#probeCount += 1) : (this.#requestCount += 1);
    const entry = openEntry(message, { ...arrival, number, route });
    const book = isProbe ? this.#probes : this.#requests;
    book.push(entry);
    if (book.length > this.#remember) book.shift();
    if (!isProbe) this.#active += 1;
    this.#peakActive = Math.max(this.#peakActive, this.#active);
    return entry;
  }

  /** Must be called once for every opened entry. */
  close(entry: LedgerEntry): void {
    if (entry.route?.operation !== 'probe') this.#active -= 1;
  }
}
