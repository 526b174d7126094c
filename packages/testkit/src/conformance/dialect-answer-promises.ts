import assert from 'node:assert/strict';

import type { AnswerExtent, SseEvent } from '@laneway/contracts';

import { aHead, aStreamHead } from '../builders/an-attempt.ts';
import { sseEvent } from '../builders/sse-event.ts';
import { requests } from './dialect-requests.ts';
import { answers, bodies, brokenEvents } from './sample-answers.ts';
import type { Promises } from './trial.ts';

/** What a dialect promises of answers. */
export const answerPromises: Promises<'dialect'> = {
  'estimates plausible tokens for any answer': ({ instance }) => {
    for (const request of requests())
      for (const extent of extents) {
        const tokens = instance.completionTokens(request, extent);
        assert.ok(Number.isFinite(tokens) && tokens >= 0, `${tokens} is not a number of tokens`);
      }
  },

  'finds stored objects in answers by ids that are not empty': ({ instance }) => {
    for (const request of requests()) {
      const ids = instance.answerIds?.(request);
      if (ids === undefined) continue;
      for (const body of answerBodies) assertIds(ids.inBody(body));
      for (const event of events) assertIds(ids.inEvent(event));
    }
  },

  'returns whether an event may be an error, and does not change it': ({ instance }) => {
    for (const event of events) {
      const before = event.bytes.slice();
      assert.ok(['boolean', 'undefined'].includes(typeof instance.mayBeError?.(event)));
      assert.deepEqual(event.bytes, before, 'wrote into the event');
    }
  },

  'returns that an event named error may be an error': ({ instance }) => {
    for (const event of errorEvents) assert.notEqual(instance.mayBeError?.(event), false, event.data);
  },
};

const extents: readonly AnswerExtent[] = [
  { head: aHead(), isStream: false, events: 0, bytes: 4_000 },
  { head: aStreamHead(), isStream: true, events: 12, bytes: 4_000 },
  { head: aStreamHead(), isStream: true, events: 0, bytes: 4_000 },
  { head: aHead({ headers: ['content-type', 'audio/mpeg'] }), isStream: false, events: 0, bytes: 4_000 },
  { head: aHead({ status: 204, headers: [] }), isStream: false, events: 0, bytes: 0 },
  { head: aHead({ headers: ['content-type', ''] }), isStream: false, events: 0, bytes: 2 ** 40 },
];

const errorEvents: readonly SseEvent[] = [
  sseEvent('error', { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  sseEvent('error', { error: { message: 'slow down' } }),
];

const events: readonly SseEvent[] = [
  ...Object.values(answers).flat(),
  ...brokenEvents,
  ...errorEvents,
  sseEvent('message_start', { type: 'message_start', message: { id: 'msg_1', container: null } }),
  sseEvent('message_delta', { type: 'message_delta', delta: { container: { id: 'container_1' } } }),
  sseEvent('message_delta', { type: 'message_delta', delta: { container: 7 } }),
  sseEvent('message_delta', 'null'),
  sseEvent('response.created', '{"response":{"id":7,"response":{"id":""}}}'),
];

const answerBodies: readonly unknown[] = [
  ...bodies.map((body) => parsed(new TextDecoder().decode(body))),
  undefined,
  { id: 'batch_1', output_file_id: 'file-1', error_file_id: '', data: [{ id: 'file-2' }, null, 7] },
  { id: 7, data: { id: 'x' }, response: [], container: null },
  nested((value) => ({ id: 'x', data: [value] })),
  nested((value) => ({ id: 'x', response: value })),
];

function nested(around: (value: unknown) => unknown): unknown {
  let value: unknown = {};
  for (let level = 0; level < 100_000; level += 1) value = around(value);
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function assertIds(ids: Iterable<string>): void {
  for (const id of ids) assert.ok(typeof id === 'string' && id !== '', 'an id is not a text, or empty');
}
