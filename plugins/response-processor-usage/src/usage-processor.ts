import { usageStage } from '@laneway/answer-content';
import { headerValue } from '@laneway/contracts';
import type { ResponseHead, ResponseProcessor } from '@laneway/contracts';

/**
 * Reports the usage of answers of any vendor, in JSON or in events of JSON. Never changes them.
 * `header`: only answers that name a usage reader in this header are read.
 */
export function usageProcessor(header?: string): ResponseProcessor {
  return {
    mode: 'observe',
    open: (opening) =>
      header === undefined || namesReader(opening.head, header)
        ? usageStage(opening, (usage) => opening.report(usage))
        : undefined,
  };
}

/** SimpleL7Proxy's processors that look for usage, in lower case and without suffix. Any of them means this one. */
const readers = new Set(['openai', 'allusage', 'allusage-2', 'multilineallusage']);

function namesReader({ status, headers }: ResponseHead, header: string): boolean {
  const name = headerValue(headers, header.toLowerCase())?.trim().toLowerCase();
  return status === 200 && name !== undefined && readers.has(name.replace(/(?:processor|parser)$/, ''));
}
