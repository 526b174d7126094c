import type { Clock } from '@laneway/contracts';
import type { Fault } from '../faults/fault.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';

/**
 * What happens to a request next, and from when on. Delays count from that moment and not from when the code gets there, so a
 * test may move its clock as soon as it has seen the request.
 */
export interface Turn {
  readonly fault: Fault | undefined;
  readonly sinceMs: number;
}

/** A request that waits for the test's word. */
export interface HeldRequest {
  readonly entry: LedgerEntry;
  /** `head`: nothing has been answered yet. `stream`: held after some tokens of its answer. */
  readonly at: 'head' | 'stream';
  /** Lets it go on, once; with a fault it goes on badly. In mid-stream a fault of any kind is a reset. */
  respond(fault?: Fault): void;
}

/** The requests that are held, oldest first. */
export class HoldingPen {
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

  /** Resolves when the request is released, perhaps with a fault, or when its client has left. */
  hold(entry: LedgerEntry, at: HeldRequest['at'], left: AbortSignal): Promise<Turn> {
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

  /** Lets the oldest `count` go. */
  release(count: number): readonly LedgerEntry[] {
    const released = this.held.slice(0, count);
    for (const request of released) request.respond();
    return released.map(({ entry }) => entry);
  }
}
