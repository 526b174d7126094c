import { isObject, parsedJson } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { AttemptOutcome, SseEvent } from '@laneway/contracts';

import { isErrorBody, isPresent } from './error-body.ts';
import { streamError } from './stream-error.ts';

/**
 * The meaning of an event of a stream of chat or text completions, the Responses API or Anthropic's Messages API. An event
 * that it does not know is `content`, so that it is not held back. `nowMs`: milliseconds since the Unix epoch, for errors that
 * name a point of time.
 */
export function inspect(event: SseEvent, nowMs: number): 'preamble' | 'content' | AttemptOutcome {
  // By type alone, because the payload of `response.created` repeats the whole request.
  if (preambles.has(event.type)) return 'preamble';
  const { data } = event;
  if (data === '') return inspectLines(event, nowMs);
  const payload = parsedJson(data);
  if (event.type === 'error' || isErrorBody(payload) || data.startsWith('[ERROR]'))
    return streamError(payload ?? data, data, nowMs);
  return isObject(payload) ? inspectPayload(payload, event, nowMs) : 'content';
}

const preambles = new Set([
  'response.created',
  'response.queued',
  'response.in_progress',
  'keepalive',
  'message_start',
  'ping',
]);

/** An event without data: a comment, or an error that is not written as data. */
function inspectLines({ bytes, type }: SseEvent, nowMs: number): 'preamble' | 'content' | AttemptOutcome {
  const text = new TextDecoder().decode(bytes).trim();
  // llama.cpp names the field `error` instead of `data`; other servers send a bare body.
  const error = /^error:\s*(.*)$/m.exec(text)?.[1] ?? text;
  const payload = parsedJson(error);
  if (type === 'error' || error !== text || isErrorBody(payload))
    return streamError(payload ?? (error === text ? '' : error), error, nowMs);
  return 'preamble';
}

function inspectPayload(
  payload: JsonObject,
  event: SseEvent,
  nowMs: number,
): 'preamble' | 'content' | AttemptOutcome {
  const type = typeof payload['type'] === 'string' ? payload['type'] : event.type;
  if (preambles.has(type) || opensMessage(type, payload)) return 'preamble';
  // The response's `error` may be null.
  if (type === 'response.failed') return streamError(errorOf(payload['response']), event.data, nowMs);
  return Array.isArray(payload['choices']) ? inspectChoices(payload['choices'], payload['usage']) : 'content';
}

function errorOf(response: unknown): unknown {
  return isObject(response) ? response['error'] : undefined;
}

/** Whether the event opens a message or a part of one that is still empty. */
function opensMessage(type: string, { item, part, content_block: block }: JsonObject): boolean {
  switch (type) {
    case 'response.output_item.added':
      return isObject(item) && item['type'] === 'message' && !isPresent(item['content']);
    case 'response.content_part.added':
      return isObject(part) && part['text'] === '';
    case 'content_block_start':
      return isObject(block) && block['text'] === '';
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
  if (!isObject(choice) || !isObject(choice['delta']) || isPresent(choice['finish_reason'])) return false;
  return Object.entries(choice['delta']).every(([name, value]) => name === 'role' || !isPresent(value));
}
