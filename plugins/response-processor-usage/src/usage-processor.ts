import { contentCoding, contentStage, isPlain } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { ResponseHead, ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';

import { mayHoldUsage } from './may-hold-usage.ts';
import { UsageBlocks } from './usage-blocks.ts';
import { UsageTally } from './usage-tally.ts';

/**
 * Reports the usage of answers of any vendor, in JSON or in events of JSON. Never changes them.
 * `header`: only answers that name a usage reader in this header are read.
 */
export function usageProcessor(header?: string): ResponseProcessor {
  return {
    mode: 'observe',
    open(opening) {
      if (header !== undefined && !namesReader(opening.head, header)) return undefined;
      const { headers } = opening.head;
      const mediaType = headerValue(headers, 'content-type')?.toLowerCase() ?? 'application/json';
      const coding = contentCoding(headers);
      // The gateway does not split compressed streams into events.
      if (mediaType.startsWith('text/event-stream')) return isPlain(coding) ? eventStage(opening) : undefined;
      return /json|^text\//.test(mediaType) ? bodyStage(opening, coding) : undefined;
    },
  };
}

/** SimpleL7Proxy's processors that look for usage, in lower case and without suffix. Any of them means this one. */
const readers = new Set(['openai', 'allusage', 'allusage-2', 'multilineallusage']);

function namesReader({ status, headers }: ResponseHead, header: string): boolean {
  const name = headerValue(headers, header.toLowerCase())?.trim().toLowerCase();
  return status === 200 && name !== undefined && readers.has(name.replace(/(?:processor|parser)$/, ''));
}

function eventStage(opening: ResponseOpening): ResponseStage {
  const tally = new UsageTally();
  let unreported = false;
  const report = () => {
    const usage = tally.usage();
    if (usage !== undefined) opening.report(usage);
    unreported = false;
  };
  return {
    onEvent(event) {
      if (!mayHoldUsage(event.bytes)) return;
      let found = false;
      // Anew for each event: one that breaks off must not spoil the next.
      const blocks = new UsageBlocks((block) => {
        tally.add(block);
        found = true;
      });
      blocks.push(Buffer.from(event.data));
      if (!found) return;
      unreported = true;
      // An Anthropic stream begins with the prompt's tokens and a placeholder for the completion's: if it breaks off there,
      // the gateway's estimate is better.
      if (event.type !== 'message_start') report();
    },
    onEnd() {
      if (unreported) report();
    },
  };
}

function bodyStage(opening: ResponseOpening, coding: string): ResponseStage | undefined {
  const tally = new UsageTally();
  const blocks = new UsageBlocks((block) => tally.add(block));
  return contentStage(coding, {
    push: (content) => blocks.push(content),
    end: () => {
      const usage = tally.usage();
      if (usage !== undefined) opening.report(usage);
    },
  });
}
