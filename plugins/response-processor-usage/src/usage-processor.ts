import { isPlain, plainBody } from '@laneway/content-coding';
import { headerValue } from '@laneway/contracts';
import type { ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';

import { asksToBeRead } from './asks-to-be-read.ts';
import { mayHoldUsage } from './may-hold-usage.ts';
import { usageBlocks } from './usage-blocks.ts';
import { UsageTally } from './usage-tally.ts';

/** Reports the usage of answers in JSON or in events of JSON, whoever wrote them; only of those that ask for it in `header`, if that is given. Never changes them. */
export function usageProcessor(header?: string): ResponseProcessor {
  return {
    mode: 'observe',
    open(opening) {
      if (header !== undefined && !asksToBeRead(opening.head, header)) return undefined;
      const { headers } = opening.head;
      const mediaType = headerValue(headers, 'content-type')?.toLowerCase() ?? 'application/json';
      const encoding = headerValue(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
      // Events of a compressed stream can't be seen without inflating all of it as it passes.
      if (mediaType.startsWith('text/event-stream'))
        return isPlain(encoding) ? eventStage(opening) : undefined;
      return /json|^text\//.test(mediaType) ? bodyStage(opening, encoding) : undefined;
    },
  };
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
      const blocks = usageBlocks(event.data);
      if (blocks.length === 0) return;
      for (const block of blocks) tally.add(block);
      unreported = true;
      // An Anthropic stream begins with the prompt's tokens and only a guess at the answer's:
      // if it breaks off before the rest is told, the gateway's own estimate is better.
      if (event.type !== 'message_start') report();
    },
    onEnd() {
      if (unreported) report();
    },
  };
}

function bodyStage(opening: ResponseOpening, encoding: string): ResponseStage {
  return {
    onBody(body) {
      const plain = plainBody(body, encoding);
      if (plain === undefined || !mayHoldUsage(plain)) return;
      const tally = new UsageTally();
      for (const block of usageBlocks(plain.toString())) tally.add(block);
      const usage = tally.usage();
      if (usage !== undefined) opening.report(usage);
    },
  };
}
