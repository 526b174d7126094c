import type { Usage } from '@laneway/contracts';

import type { JsonObject } from '../json/parsed-json.ts';
import { isKindCounted, tokenUsage } from './token-counts.ts';
import type { UsageBlock } from './usage-blocks.ts';
import { usageBlock } from './usage-blocks.ts';

/**
 * Puts together usage that an answer reports in pieces: a later count replaces an earlier one of the same name. Zeros do not,
 * unless another count of the same kind is there: some servers repeat a block with zeros, or send them beside other counts.
 */
export class UsageTally {
  readonly #counts = new Map<string, number>();
  #model: string | undefined;
  #serviceTier: string | undefined;

  add(block: UsageBlock): void {
    for (const [name, count] of block.counts)
      if (!this.#counts.has(name) || isKindCounted(name, block.counts)) this.#counts.set(name, count);
    this.#model = block.model ?? this.#model;
    this.#serviceTier = block.serviceTier ?? this.#serviceTier;
  }

  /** The usage as far as it is known; `undefined` if the prompt was not counted. */
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

/** The usage of a parsed answer; `undefined` if it has none. */
export function usageOf(answer: JsonObject): Usage | undefined {
  const tally = new UsageTally();
  const block = usageBlock(answer);
  if (block !== undefined) tally.add(block);
  return tally.usage();
}
