import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anExchangeEnded } from '@laneway/testkit';

import { ledgerLine } from './ledger-line.ts';

test('a line has the caller, the endpoint, the tokens and the outcome', () => {
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

test('only tokens from a separate quota are marked', () => {
  const usage = { promptTokens: 20, cachedTokens: 0, completionTokens: 80, reasoningTokens: 0 };
  assert.equal(
    JSON.parse(ledgerLine(anExchangeEnded({ usage: { ...usage, separateQuota: true } }))).tokens_separate,
    true,
  );
  assert.equal('tokens_separate' in JSON.parse(ledgerLine(anExchangeEnded({ usage }))), false);
});

test('an estimate is marked, and an answer without tokens is exact', () => {
  assert.equal(JSON.parse(ledgerLine(anExchangeEnded({ usageExact: false }))).tokens_exact, false);
  const unused = JSON.parse(ledgerLine(anExchangeEnded({ usage: undefined, usageExact: false })));
  assert.equal(unused.tokens_exact, true);
  assert.equal(unused.prompt_tokens, 0);
});

test('a line is one line, also if a caller name contains line feeds', () => {
  const line = ledgerLine(anExchangeEnded({ profile: 'a\nb', model: '\u2028"}' }));
  assert.equal(line.trimEnd().split('\n').length, 1);
  assert.equal(JSON.parse(line).profile, 'a\nb');
});
