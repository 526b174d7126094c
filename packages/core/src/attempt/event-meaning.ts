import type { AttemptOutcome, Connector, ResponseHead, SseEvent } from '@laneway/contracts';

/** What an event of a stream says of the answer. */
export type EventMeaning = 'preamble' | 'content' | AttemptOutcome;

const nothing = new Uint8Array();

/** What `event` says of the answer that began with `head`. */
export function eventMeaning(
  connector: Connector,
  head: ResponseHead | undefined,
  event: SseEvent,
): EventMeaning {
  const meaning = connector.inspect?.(event) ?? 'content';
  if (typeof meaning !== 'object' || meaning.kind !== 'throttled' || head === undefined) return meaning;
  if (meaning.retryAfterMs !== undefined) return meaning;
  // The event does not say for how long, but the head may: classified as that of the error it should have been.
  const asError = connector.classify({ head: { ...head, status: meaning.status }, body: nothing });
  return asError.kind === 'throttled' ? { ...meaning, retryAfterMs: asError.retryAfterMs } : meaning;
}
