import type { IncomingMessage } from 'node:http';
import { openEntry } from './ledger-entry.ts';
import type { LedgerEntry, OpenEntry } from './ledger-entry.ts';
import { routeOf } from '../route.ts';

/** The book of everything that arrived: requests and probes, each in an order of its own. */
export class Ledger {
  readonly #remember: number;
  readonly #requests: LedgerEntry[] = [];
  readonly #probes: LedgerEntry[] = [];
  #requestCount = 0;
  #probeCount = 0;
  #active = 0;
  #peakActive = 0;

  /** Keeps the latest `remember` requests and as many probes. */
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

  /** To be called once for every entry that was opened. */
  close(entry: LedgerEntry): void {
    if (entry.route?.operation !== 'probe') this.#active -= 1;
  }
}
