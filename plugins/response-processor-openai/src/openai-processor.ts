import { contentCoding, usageStage } from '@laneway/answer-content';
import type { ResponseProcessor } from '@laneway/contracts';

import { fetchedFile, fileStage } from './fetched-file.ts';
import { UsageOnce } from './usage-once.ts';

/** Reports the usage of answers of OpenAI's API, each once: stored answers and files can be fetched again. Never changes them. */
export function openAiProcessor(): ResponseProcessor {
  const once = new UsageOnce();
  return {
    mode: 'observe',
    open(opening) {
      const file = fetchedFile(opening);
      if (file !== undefined)
        return fileStage(opening, once, { id: file, coding: contentCoding(opening.head.headers) });
      return usageStage(opening, (usage, answer) => {
        if (once.isFirst(answer, opening.request.method)) opening.report(usage);
      });
    },
  };
}
