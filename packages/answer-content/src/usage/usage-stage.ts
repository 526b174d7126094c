import { headerValue } from '@laneway/contracts';
import type { ResponseOpening, ResponseStage } from '@laneway/contracts';

import { contentCoding } from '../coding/content-coding.ts';
import { contentStage } from '../coding/content-stage.ts';
import type { OnUsage } from './usage-reader.ts';
import { UsageReader } from './usage-reader.ts';

/**
 * A stage that reads the usage of an answer of any vendor: from JSON, lines of JSON or events of JSON, of any size and
 * coding. `undefined` if the answer is something else.
 */
export function usageStage({ request, head }: ResponseOpening, onUsage: OnUsage): ResponseStage | undefined {
  const type = headerValue(head.headers, 'content-type')?.toLowerCase() ?? 'application/json';
  // Some servers label a stream as plain bytes. Plain bytes that were fetched are a file.
  const isStreamOfBytes = request.method === 'POST' && type.startsWith('application/octet-stream');
  if (!isStreamOfBytes && !/json|^text\//.test(type)) return undefined;
  const reader = new UsageReader(onUsage);
  const stage = contentStage(contentCoding(head.headers), reader);
  return stage && { ...stage, onEvent: (event) => reader.onEvent(event) };
}
