import type { Fault } from './faults/fault.ts';
import type { LedgerEntry } from './ledger-entry.ts';

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
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get held(): readonly HeldRequest[] {
    return [...this.#held];
  }

  /** Resolves when the request is released, with the fault it was released with, or when its client has left. */
  hold(entry: LedgerEntry, at: HeldRequest['at'], left: AbortSignal): Promise<Fault | undefined> {
    return new Promise((resolve) => {
      const respond = (fault?: Fault) => {
        left.removeEventListener('abort', leave);
        if (!this.#held.delete(request)) return;
        resolve(fault);
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
