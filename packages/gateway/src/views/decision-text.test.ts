import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aDecision } from './a-glance.test.fixture.ts';
import { decisionText } from './decision-text.ts';
import type { Paint } from './glance-tables.ts';

const uncoloured: Paint = (_format, text) => text;

test('a request that did not wait is shown as such', () => {
  const lines = decisionText(aDecision(), uncoloured).split('\n');
  assert.equal(lines[0], 'request-1  served with 200, after 900 ms, first byte after 300 ms');
  assert.ok(lines.includes('  gold: the tier of its profile'));
  assert.ok(lines.includes('  did not have to wait'));
});

test('a wait is shown with the requests ahead and the rule that excluded each endpoint', () => {
  const text = decisionText(
    aDecision({
      aheadOnArrival: 3,
      waitedMs: 1_200,
      predictedWaitMs: 2_000,
      looks: [
        {
          atMs: 1_000,
          result: 'waits',
          considered: [
            { endpoint: 'east-ptu', selector: 0, verdict: 'no-slot' },
            { endpoint: 'west-payg', selector: 1, verdict: 'throttled' },
          ],
        },
        {
          atMs: 2_200,
          result: 'dispatched',
          considered: [{ endpoint: 'east-ptu', selector: 0, verdict: 'candidate' }],
        },
      ],
    }),
    uncoloured,
  );
  assert.match(text, /waited 1\.2 s, with 3 ahead of it/);
  assert.match(text, /was predicted to wait 2\.0 s/);
  assert.match(
    text,
    /after 0 ms: waits\n +east-ptu +choice 1 +no slot free\n +west-payg +choice 2 +throttled by the backend\n/,
  );
  assert.match(text, /after 1\.2 s: dispatched\n +east-ptu +choice 1 +could take it/);
});

test('each attempt is shown with endpoint, time and outcome', () => {
  const attempt = { startedAtMs: 1_050, endedAtMs: 1_100, firstByteMs: 40, trace: undefined };
  const throttled = {
    kind: 'throttled',
    status: 429,
    retryAfterMs: 5_000,
    final: false,
    requeue: false,
  } as const;
  const text = decisionText(
    aDecision({
      attempts: [
        { ...attempt, endpoint: 'east-ptu', outcome: throttled },
        { ...attempt, endpoint: 'west-payg', outcome: { kind: 'success' }, endedAtMs: undefined },
      ],
      spilled: true,
    }),
    uncoloured,
  );
  assert.match(text, /1 +east-ptu +after 50 ms +first byte in 40 ms +ended in 50 ms +throttled for 5\.0 s/);
  assert.match(text, /2 +west-payg +after 50 ms +first byte in 40 ms +not ended +success/);
  assert.match(text, /spilled: a later choice of its tier served it/);
});

test('a request that was refused before it got a lane is shown as such', () => {
  const decision = aDecision({
    lane: undefined,
    laneReason: undefined,
    outcome: 'rejected',
    status: 403,
    error: 'profile_unknown',
  });
  const text = decisionText(decision, uncoloured);
  assert.match(text, /^request-1 {2}rejected with 403, profile_unknown/);
  assert.match(text, /none: refused before it was given a lane/);
});
