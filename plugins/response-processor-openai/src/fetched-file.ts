import { isPlain } from '@laneway/content-coding';
import type { ResponseOpening, ResponseStage } from '@laneway/contracts';

import { BatchOutput } from './batch-output.ts';
import { Unpacking } from './unpacking.ts';
import type { UsageOnce } from './usage-once.ts';

/** The id of the file whose whole content is the answer; `undefined` if it is something else. */
export function fetchedFile({ request, head }: ResponseOpening): string | undefined {
  return request.method === 'GET' && head.status === 200
    ? /\/files\/([^/]+)\/content$/.exec(request.path)?.[1]
    : undefined;
}

/** Reports what a batch has used, if `id` is a file that one has written: once it has passed whole. */
export function fileStage(
  opening: ResponseOpening,
  once: UsageOnce,
  { id, coding }: { readonly id: string; readonly coding: string },
): ResponseStage | undefined {
  const output = new BatchOutput();
  const tell = () => {
    const usage = output.end();
    if (usage !== undefined && once.isNew(id)) opening.report(usage);
  };
  if (isPlain(coding)) return { onChunk: (chunk) => output.push(chunk), onEnd: tell };
  const unpacking = Unpacking.of(coding, (content) => output.push(content));
  return (
    unpacking && {
      onChunk: (chunk) => unpacking.push(chunk),
      onEnd: async () => {
        if (await unpacking.end()) tell();
      },
      onCancel: () => unpacking.stop(),
    }
  );
}
