import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseOpening, ResponseProcessor, ResponseStage, SseEvent, Usage } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { responseProcessorConformance } from './response-processor-conformance.ts';

function failuresOf(
  open: (opening: ResponseOpening) => ResponseStage | undefined,
  mode: ResponseProcessor['mode'] = 'observe',
): Promise<readonly string[]> {
  const plugin = aPlugin('response-processor', () => ({ mode, open }));
  return failures((register) => responseProcessorConformance({ test: register, plugin }));
}

const usage: Usage = { promptTokens: 20, cachedTokens: 8, completionTokens: 12, reasoningTokens: 5 };
const isLast = ({ data }: SseEvent) => data === '[DONE]';

test('correct response processors pass', async () => {
  assert.deepEqual(await failuresOf(() => undefined), []);
  assert.deepEqual(await failuresOf(() => ({})), []);
  assert.deepEqual(
    await failuresOf((opening) => ({
      onEvent: (event) => (isLast(event) ? opening.report(usage) : undefined),
    })),
    [],
  );
  assert.deepEqual(
    await failuresOf(() => ({ onEvent: ({ bytes }) => bytes, onBody: (body) => body }), 'rewrite'),
    [],
  );
});

test('a processor without a mode is caught', async () => {
  const failed = await failuresOf(() => undefined, 'watch' as 'observe');
  assert.deepEqual(failed, ['has the mode observe or rewrite']);
});

test('a processor that needs a content type is caught', async () => {
  const failed = await failuresOf(({ head }) => {
    if (!head.headers.some((text) => text.includes('/'))) throw new Error('no content type');
    return undefined;
  });
  assert.deepEqual(failed, ['opens a stage for any answer, or returns undefined']);
});

test('a processor that expects every event to be JSON is caught', async () => {
  const failed = await failuresOf(() => ({
    onEvent({ data }) {
      if (data !== '[DONE]') JSON.parse(data);
    },
  }));
  assert.ok(failed.includes('does not throw at malformed events'));
});

test('a processor that expects every body to be JSON is caught', async () => {
  const failed = await failuresOf(() => ({
    onBody: (body) => void JSON.parse(new TextDecoder().decode(body)),
  }));
  assert.ok(failed.includes('does not throw at malformed bodies'));
});

test('a processor that expects every answer to end is caught', async () => {
  const failed = await failuresOf(() => {
    let ended = false;
    return {
      onEvent: (event) => void (ended ||= isLast(event)),
      onCancel() {
        if (!ended) throw new Error('the answer broke off');
      },
    };
  });
  assert.ok(failed.includes('accepts an answer that breaks off after any event'));
});

test('an observer that returns bytes, or writes into them, is caught', async () => {
  const changes = 'changes no bytes if it observes, and returns bytes or nothing if it rewrites';
  assert.deepEqual(await failuresOf(() => ({ onEvent: ({ bytes }) => bytes })), [changes]);
  assert.deepEqual(await failuresOf(() => ({ onBody: (body) => void body.fill(32) })), [changes]);
});

test('a rewriter that returns text is caught', async () => {
  const onEvent = ({ data }: SseEvent) => data as unknown as Uint8Array;
  assert.deepEqual(await failuresOf(() => ({ onEvent }), 'rewrite'), [
    'changes no bytes if it observes, and returns bytes or nothing if it rewrites',
  ]);
});

test('implausible usage is caught', async () => {
  const wrong: readonly Partial<Usage>[] = [
    { promptTokens: -1 },
    { completionTokens: Number.NaN },
    { cachedTokens: 21 },
    { reasoningTokens: 13 },
    { promptTokens: 20.5 },
  ];
  for (const part of wrong) {
    const failed = await failuresOf((opening) => ({ onEnd: () => opening.report({ ...usage, ...part }) }));
    assert.ok(failed.includes('reports plausible usage'), JSON.stringify(part));
  }
});

test('a processor that mixes up answers is caught', async () => {
  let latest: ResponseOpening | undefined;
  const failed = await failuresOf((opening) => {
    latest = opening;
    return { onEvent: (event) => (isLast(event) ? latest?.report(usage) : undefined) };
  });
  assert.deepEqual(failed, ['reports usage to the answer that it belongs to, also when answers interleave']);
});
