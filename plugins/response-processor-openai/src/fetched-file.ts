import { contentStage } from '@laneway/answer-content';
import type { ResponseOpening, ResponseStage } from '@laneway/contracts';

import { BatchOutput } from './batch-output.ts';
import type { UsageOnce } from './usage-once.ts';

/** The id of the file whose whole content is the answer; `undefined` if the answer is something else. */
export function fetchedFile({ request, head }: ResponseOpening): string | undefined {
  return request.method === 'GET' && head.status === 200
    ? /\/files\/([^/]+)\/content$/.exec(request.path)?.[1]
    : undefined;
}

/** A stage that reports what a batch has used, if `id` is an output file of one: when the file has passed as a whole. */
export function fileStage(
  opening: ResponseOpening,
  once: UsageOnce,
  { id, coding }: { readonly id: string; readonly coding: string },
): ResponseStage | undefined {
  const output = new BatchOutput();
  return contentStage(coding, {
    push: (content) => output.push(content),
    end: () => {
      const usage = output.end();
      if (usage !== undefined && once.isNew(id)) opening.report(usage);
    },
  });
}
