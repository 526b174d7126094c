import type { Usage } from '@laneway/contracts';

import { tokenUsage } from './token-counts.ts';
import type { UsageBlock } from './usage-blocks.ts';

/** Puts together usage that an answer reports in pieces: a later count replaces an earlier one of the same name. */
export class UsageTally {
  readonly #counts = new Map<string, number>();
  #model: string | undefined;
  #serviceTier: string | undefined;

  add(block: UsageBlock): void {
    for (const [name, count] of block.counts) this.#counts.set(name, count);
    this.#model = block.model ?? this.#model;
    this.#serviceTier = block.serviceTier ?? this.#serviceTier;
  }

  /** The usage as far as it is known; `undefined` if nothing is. */
  usage(): Usage | undefined {
    const tokens = tokenUsage(this.#counts);
    if (tokens === undefined) return undefined;
    return {
      ...tokens,
      ...(this.#model === undefined ? {} : { model: this.#model }),
      ...(this.#serviceTier === undefined ? {} : { serviceTier: this.#serviceTier }),
    };
  }
}
