import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';

import type { ModelServerOptions } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';
import { seededRandom } from '@laneway/testkit';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { serve } from './harness/served-gateway.ts';

const tokens = 10_000;

// Characters of two, three and four bytes, so that chunk boundaries fall inside them.
const words = ['Größe ', '日本語 ', '🚋🚋 ', 'plain '];

const wires: Readonly<Record<string, ModelServerOptions>> = {
  'cut at random bytes, lines ended by CRLF': { cut: 'random', lineEnding: '\r\n' },
  'cut at random bytes, lines ended by LF': { cut: 'random', lineEnding: '\n' },
  'seven events to a segment': { cut: 'event', eventsPerSegment: 7 },
};

for (const [name, wire] of Object.entries(wires)) {
  test(`a stream of 10,000 events arrives byte for byte while processors read it: ${name}`, async (t) => {
    const backend = await aModelServer(t, { words, random: seededRandom(7), ...wire });
    const gateway = await serve(t, {
      config: { endpoints: { backend: { url: backend.url, processors: ['openai', 'usage'] } } },
    });
    const body = chatBody('a', {
      stream: true,
      stream_options: { include_usage: true },
      max_tokens: tokens,
    });
    const response = await postJson(`${gateway.proxyUrl}${chatPath}`, body);
    const received = Buffer.from(await response.arrayBuffer());
    const entry = await backend.ended(1);
    assert.ok(received.toString().split(/^data: /m).length > tokens);
    assert.equal(createHash('sha256').update(received).digest('hex'), entry.sentSha256);
    const line = await gateway.logged(({ completion_tokens }) => completion_tokens !== undefined);
    assert.equal(line['completion_tokens'], tokens);
    assert.equal(line['response_bytes'], received.length);
  });
}
