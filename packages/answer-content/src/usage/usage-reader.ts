import type { SseEvent, Usage } from '@laneway/contracts';

import { mayHoldUsage } from './may-hold-usage.ts';
import type { UsageBlock } from './usage-blocks.ts';
import { UsageBlocks } from './usage-blocks.ts';
import { UsageTally } from './usage-tally.ts';

/** Called with the usage of an answer as far as it is known, and the block that was found last. May be called repeatedly. */
export type OnUsage = (usage: Usage, block: UsageBlock) => void;

/** Shorter events, such as `data: [DONE]`, have no usage. Bytes. */
const shortestEvent = 32;

const messageStart = /^\{\s*"type"\s*:\s*"message_start"/;

/** Reads the usage of one answer that passes, as events or as other content. */
export class UsageReader {
  readonly #onUsage: OnUsage;
  readonly #tally = new UsageTally();
  readonly #body = new UsageBlocks((block) => this.#add(block));
  #block: UsageBlock | undefined;
  #isReported = false;
  /** A copy of the last event in which no `usage` was found, and the bytes of it that are in use. */
  #last = Buffer.alloc(0);
  #lastBytes = 0;

  constructor(onUsage: OnUsage) {
    this.#onUsage = onUsage;
  }

  onEvent(event: SseEvent): void {
    if (!mayHoldUsage(event.bytes)) return this.#keep(event.bytes);
    const before = this.#block;
    const { data } = event;
    this.#read(Buffer.from(data));
    // Anthropic begins a stream with the prompt's tokens and a placeholder for the completion's: if the stream breaks off
    // there, the gateway's estimate is better.
    if (this.#block !== before && event.type !== 'message_start' && !messageStart.test(data)) this.#report();
  }

  /** Content that is not shown as events. The chunk is only lent. */
  push(content: Uint8Array): void {
    this.#body.push(content);
  }

  /** The answer is complete. */
  end(): void {
    if (this.#isReported) return;
    const before = this.#block;
    // Counts of a name without `usage` are in the last event.
    this.#read(this.#last.subarray(0, this.#lastBytes));
    const isStream = this.#lastBytes > 0;
    if (!isStream || this.#block !== before) this.#report();
  }

  // A scan of its own for each event: one that breaks off must not spoil the next.
  #read(json: Uint8Array): void {
    new UsageBlocks((block) => this.#add(block)).push(json);
  }

  #add(block: UsageBlock): void {
    this.#tally.add(block);
    this.#block = block;
  }

  #report(): void {
    const usage = this.#tally.usage();
    if (usage === undefined || this.#block === undefined) return;
    this.#isReported = true;
    this.#onUsage(usage, this.#block);
  }

  #keep(bytes: Uint8Array): void {
    if (bytes.length < shortestEvent) return;
    if (bytes.length > this.#last.length) this.#last = Buffer.alloc(bytes.length * 2);
    this.#last.set(bytes);
    this.#lastBytes = bytes.length;
  }
}
