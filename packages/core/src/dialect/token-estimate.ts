import type { RequestView, ResponseHead } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { RequestFacts } from './request-facts.ts';
import { isEventStream } from '../answer/event-stream.ts';

const bytesPerToken = 4;
/** An event carries a token, wrapped up like this. */
const bytesPerEvent = 250;

// Where files are put and batches handed in. Not a deployment that is called so.
const depositing = /(?<!\/deployments)\/(?:files|uploads|batches)(?:\/|$)/;

/** How much of an answer has been seen. */
export interface Seen {
  readonly events: number;
  readonly bytes: number;
}

/** Tokens of a prompt that nobody has counted: one for four bytes. Nobody can tell for forms and files, which are taken for none. */
export function guessPrompt(request: RequestFacts): number {
  return isGeneration(request) && isText(request.headers) ? Math.ceil(request.bytes / bytesPerToken) : 0;
}

/** Tokens of an answer that didn't say: one an event of a stream, one for four bytes of other text, none for sound and files. */
export function guessCompletion(request: RequestView, head: ResponseHead, { events, bytes }: Seen): number {
  if (!isGeneration(request) || !isText(head.headers)) return 0;
  if (events > 0) return events;
  return Math.ceil(bytes / (isEventStream(head.headers) ? bytesPerEvent : bytesPerToken));
}

/**
 * Whether it may make a model work on this quota: what is fetched or deleted has been paid for, files only lie there,
 * a batch spends from a quota of its own, and a switched connection isn't text.
 */
export function isGeneration({ method, path, upgrade }: RequestView): boolean {
  return method === 'POST' && upgrade === undefined && !depositing.test(path);
}

function isText(headers: readonly string[]): boolean {
  const type = headerValue(headers, 'content-type');
  return type === undefined || /^\s*text\/|json/i.test(type);
}
