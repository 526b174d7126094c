import { isPlain, plainBody } from '@laneway/content-coding';
import { headerValue } from '@laneway/contracts';
import type { ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';

import { fetchedFile, fileStage } from './fetched-file.ts';
import { holdsUsage } from './holds-usage.ts';
import type { JsonObject } from './json-object.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import { openAiUsage } from './openai-usage.ts';
import { parseUsageMembers } from './usage-members.ts';
import { UsageOnce } from './usage-once.ts';

/** Reports the usage that OpenAI's API puts into its answers. Never changes them. */
export function openAiProcessor(): ResponseProcessor {
  const once = new UsageOnce();
  return {
    mode: 'observe',
    open(opening) {
      const { headers } = opening.head;
      const mediaType = headerValue(headers, 'content-type')?.toLowerCase() ?? 'application/json';
      const encoding = headerValue(headers, 'content-encoding')?.toLowerCase() ?? 'identity';
      const file = fetchedFile(opening);
      if (file !== undefined) return fileStage(opening, once, { id: file, coding: encoding });
      // Events of a compressed stream can't be seen without inflating all of it as it passes.
      if (mediaType.startsWith('text/event-stream'))
        return isPlain(encoding) ? eventStage(opening, once) : undefined;
      return mediaType.includes('json') ? bodyStage(opening, once, encoding) : undefined;
    },
  };
}

function eventStage(opening: ResponseOpening, once: UsageOnce): ResponseStage {
  return {
    onEvent(event) {
      if (holdsUsage(event.bytes)) reportFirst(opening, once, parseJson(event.data));
    },
  };
}

function bodyStage(opening: ResponseOpening, once: UsageOnce, encoding: string): ResponseStage {
  // What was fetched has to be read whole, to see whether its usage was told before.
  const parse = opening.request.method === 'GET' ? parseBody : parseUsageMembers;
  return {
    onBody(body) {
      const plain = plainBody(body, encoding);
      if (plain !== undefined && holdsUsage(plain)) reportFirst(opening, once, parse(plain));
    },
  };
}

function parseBody(body: Buffer): JsonObject | undefined {
  return parseJson(body.toString());
}

function reportFirst(opening: ResponseOpening, once: UsageOnce, message: JsonObject | undefined): void {
  if (message === undefined) return;
  // The events of the Responses API wrap the answer that they tell of.
  const answer = isJsonObject(message['response']) ? message['response'] : message;
  const usage = openAiUsage(answer);
  if (usage !== undefined && once.isFirst(answer, opening.request.method)) opening.report(usage);
}
