import type { Clock } from '@laneway/contracts';
import type { Fault } from '../faults/fault.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/** A request that waits until the test releases it. */
export interface HeldRequest {
  readonly entry: LedgerEntry;
  /** `head`: before its answer. `stream`: after some tokens of its answer. */
  readonly at: 'head' | 'stream';
  /** Releases it, with or without a fault. Later calls do nothing. In a stream, every fault is a reset. */
  respond(fault?: Fault): void;
}

/** The held requests, oldest first. */
export class HeldRequests {
  readonly #held = new Set<HeldRequest>();
  readonly #clock: Clock;
  readonly #onChange: () => void;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get held(): readonly HeldRequest[] {
    return [...this.#held];
  }

  /** Resolves when the request is released or its client has left. */
  hold(entry: LedgerEntry, at: HeldRequest['at'], left: AbortSignal): Promise<Continuation> {
    return new Promise((resolve) => {
      const respond = (fault?: Fault) => {
        left.removeEventListener('abort', leave);
        if (!this.#held.delete(request)) return;
        resolve({ fault, sinceMs: this.#clock.nowMs() });
        this.#onChange();
      };
      const leave = () => respond();
      const request: HeldRequest = { entry, at, respond };
      this.#held.add(request);
      if (left.aborted) return leave();
      left.addEventListener('abort', leave, { once: true });
      this.#onChange();
    });
  }

  /** Releases the `count` oldest requests and returns them. */
  release(count: number): readonly LedgerEntry[] {
    const released = this.held.slice(0, count);
    for (const request of released) request.respond();
    return released.map(({ entry }) => entry);
  }
}

/**
 * How a request goes on: with which fault, and since when. Delays count from `sinceMs` and not from when the code runs, so that a
 * test may advance its clock as soon as it has seen the request.
 */
export interface Continuation {
  readonly fault: Fault | undefined;
  readonly sinceMs: number;
}
