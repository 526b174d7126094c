import assert from 'node:assert/strict';
import { test } from 'node:test';

import { anExchangeEnded } from '@laneway/testkit';

import { TierTally } from './tier-tally.ts';

test('a tier’s served requests are counted with what spilled, their tokens and their mean wait', () => {
  const tally = new TierTally();
  const usage = { promptTokens: 10, cachedTokens: 0, completionTokens: 5, reasoningTokens: 0 };
  tally.record(anExchangeEnded({ tier: 'gold', usage, waitedMs: 0 }));
  tally.record(anExchangeEnded({ tier: 'gold', usage, waitedMs: 300, spilled: true }));
  assert.deepEqual(tally.tiers(), [
    { tier: 'gold', served: 2, spilled: 1, unserved: 0, cancelled: 0, tokens: 30, waitedMs: 150 },
  ]);
});

test('requests without an answer count as unserved, those whose client left as cancelled', () => {
  const tally = new TierTally();
  for (const outcome of ['rejected', 'evicted', 'failed', 'cancelled'] as const) {
    tally.record(anExchangeEnded({ tier: 'bronze', outcome }));
  }
  const [bronze] = tally.tiers();
  assert.deepEqual([bronze?.served, bronze?.unserved, bronze?.cancelled], [0, 3, 1]);
});

test('tiers are sorted by name, and callers without one are counted too', () => {
  const tally = new TierTally();
  for (const tier of ['silver', undefined, 'gold']) tally.record(anExchangeEnded({ tier }));
  assert.deepEqual(
    tally.tiers().map(({ tier }) => tier),
    ['(none)', 'gold', 'silver'],
  );
});
