import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTokens } from './estimate-tokens.ts';

test('the bytes of all messages are added before they are divided by 4', () => {
  const messages = [
    { role: 'system', content: 'ab' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'cd' },
        { type: 'image_url', image_url: { url: 'x' } },
      ],
    },
  ];
  assert.equal(estimateTokens({ messages }), 1);
});

test('bytes count, not characters', () => {
  assert.equal(estimateTokens({ prompt: '東京' }), 2);
});

test('token ids count one each', () => {
  assert.equal(estimateTokens({ input: [[1, 2], [3]] }), 3);
});
