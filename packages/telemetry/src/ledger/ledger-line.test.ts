import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anExchangeEnded } from '@laneway/testkit';

import { ledgerLine } from './ledger-line.ts';

test('a line says who used what, where, and what came of it', () => {
  const line = ledgerLine(
    anExchangeEnded({
      tier: 'gold',
      usage: {
        promptTokens: 20,
        cachedTokens: 8,
        completionTokens: 80,
        reasoningTokens: 5,
        model: 'gpt-4o-2024-11-20',
        serviceTier: 'default',
      },
      servedBy: { 'x-ms-deployment-name': 'spill-payg', 'x-ms-is-spilled-over': 'true' },
      waitedMs: 12.6,
    }),
  );
  assert.equal(line.at(-1), '\n');
  assert.deepEqual(JSON.parse(line), {
    at: '2026-01-01T00:00:00.000Z',
    request_id: 'request-1',
    profile: 'alice',
    tier: 'gold',
    facade: 'chat',
    endpoint: 'a',
    deployment: 'spill-payg',
    served_by: { 'x-ms-deployment-name': 'spill-payg', 'x-ms-is-spilled-over': 'true' },
    model: 'gpt-4o',
    served_model: 'gpt-4o-2024-11-20',
    service_tier: 'default',
    prompt_tokens: 20,
    cached_tokens: 8,
    completion_tokens: 80,
    reasoning_tokens: 5,
    tokens_exact: true,
    outcome: 'served',
    status: 200,
    attempts: 1,
    spilled: false,
    waited_ms: 13,
    first_byte_ms: 300,
    duration_ms: 900,
  });
});

test('what was spent from a quota of its own is marked, and nothing else is', () => {
  const usage = { promptTokens: 20, cachedTokens: 0, completionTokens: 80, reasoningTokens: 0 };
  assert.equal(
    JSON.parse(ledgerLine(anExchangeEnded({ usage: { ...usage, apart: true } }))).tokens_apart,
    true,
  );
  assert.equal('tokens_apart' in JSON.parse(ledgerLine(anExchangeEnded({ usage }))), false);
});

test('an estimate is marked, and no tokens are exactly none', () => {
  assert.equal(JSON.parse(ledgerLine(anExchangeEnded({ usageExact: false }))).tokens_exact, false);
  const unused = JSON.parse(ledgerLine(anExchangeEnded({ usage: undefined, usageExact: false })));
  assert.equal(unused.tokens_exact, true);
  assert.equal(unused.prompt_tokens, 0);
});

test('a line is one line, whatever a caller called itself', () => {
  const line = ledgerLine(anExchangeEnded({ profile: 'a\nb', model: '\u2028"}' }));
  assert.equal(line.trimEnd().split('\n').length, 1);
  assert.equal(JSON.parse(line).profile, 'a\nb');
});
