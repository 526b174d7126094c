import { isObject, parsedJson } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { AttemptOutcome, SseEvent } from '@laneway/contracts';

import { reportedError } from './reported-error.ts';
import { streamError } from './stream-error.ts';

/**
 * The meaning of an event at the beginning of a stream of chat or text completions, the Responses API or Anthropic's
 * Messages API. An event that it does not know is `content`, so that it is not held back.
 */
export function inspect(event: SseEvent): 'preamble' | 'content' | AttemptOutcome {
  // By type alone, because the payload of `response.created` repeats the whole request.
  if (preambles.has(event.type)) return 'preamble';
  const { data } = event;
  if (data === '') return 'preamble';
  const payload = parsedJson(data);
  if (isObject(payload)) return inspectPayload(payload, event.type);
  return event.type === 'error' ? streamError(reportedError({ error: data })) : 'content';
}

const preambles = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'keepalive',
  'message_start',
  'ping',
]);

function inspectPayload(payload: JsonObject, eventType: string): 'preamble' | 'content' | AttemptOutcome {
  const type = typeof payload.type === 'string' ? payload.type : eventType;
  if (preambles.has(type) || opensMessage(type, payload)) return 'preamble';
  // The response's `error` may be null.
  if (type === 'response.failed')
    return streamError(reportedError(isObject(payload.response) ? payload.response : {}));
  if (type === 'error' || isError(payload.error)) return streamError(reportedError(payload));
  return Array.isArray(payload.choices) ? inspectChoices(payload.choices, payload.usage) : 'content';
}

/** Whether the event opens a message or a part of one that is still empty. */
function opensMessage(type: string, { item, part, content_block: block }: JsonObject): boolean {
  switch (type) {
    case 'response.output_item.added':
      return isObject(item) && item.type === 'message' && !isPresent(item.content);
    case 'response.content_part.added':
      return isObject(part) && part.text === '';
    case 'content_block_start':
      return isObject(block) && block.text === '';
    default:
      return false;
  }
}

// Azure's first event has no choices, only the prompt's content filter results. An event with usage and no choices is the last.
function inspectChoices(choices: readonly unknown[], usage: unknown): 'preamble' | 'content' {
  return choices.every(isEmptyChoice) && !isObject(usage) ? 'preamble' : 'content';
}

/** Whether a choice has nothing but a role. */
function isEmptyChoice(choice: unknown): boolean {
  if (!isObject(choice) || !isObject(choice.delta) || isPresent(choice.finish_reason)) return false;
  return Object.entries(choice.delta).every(([name, value]) => name === 'role' || !isPresent(value));
}

function isPresent(value: unknown): boolean {
  return (
    value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}

function isError(value: unknown): boolean {
  return isObject(value) || (typeof value === 'string' && value !== '');
}
