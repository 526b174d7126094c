import { contentCoding, contentStage, isObject, isPlain, parsedJson } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { ResponseOpening, ResponseProcessor, ResponseStage } from '@laneway/contracts';

import { AnswerMembers } from './answer-members.ts';
import { fetchedFile, fileStage } from './fetched-file.ts';
import { holdsUsage } from './holds-usage.ts';
import { openAiUsage } from './openai-usage.ts';
import { UsageOnce } from './usage-once.ts';

/** Reports the usage that OpenAI's API puts into its answers. Never changes them. */
export function openAiProcessor(): ResponseProcessor {
  const once = new UsageOnce();
  return {
    mode: 'observe',
    open(opening) {
      const { headers } = opening.head;
      const mediaType = headerValue(headers, 'content-type')?.toLowerCase() ?? 'application/json';
      const coding = contentCoding(headers);
      const file = fetchedFile(opening);
      if (file !== undefined) return fileStage(opening, once, { id: file, coding });
      // The gateway does not split compressed streams into events.
      if (mediaType.startsWith('text/event-stream'))
        return isPlain(coding) ? eventStage(opening, once) : undefined;
      return mediaType.includes('json') ? bodyStage(opening, once, coding) : undefined;
    },
  };
}

function eventStage(opening: ResponseOpening, once: UsageOnce): ResponseStage {
  return {
    onEvent(event) {
      if (!holdsUsage(event.bytes)) return;
      const message = parsedJson(event.data);
      // The events of the Responses API wrap the answer.
      if (isObject(message))
        reportFirst(opening, once, isObject(message['response']) ? message['response'] : message);
    },
  };
}

function bodyStage(opening: ResponseOpening, once: UsageOnce, coding: string): ResponseStage | undefined {
  const members = new AnswerMembers();
  return contentStage(coding, {
    push: (content) => members.push(content),
    end: () => {
      const answer = members.end();
      if (answer !== undefined) reportFirst(opening, once, answer);
    },
  });
}

function reportFirst(opening: ResponseOpening, once: UsageOnce, answer: JsonObject): void {
  const usage = openAiUsage(answer);
  if (usage !== undefined && once.isFirst(answer, opening.request.method)) opening.report(usage);
}
