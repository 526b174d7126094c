import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';

import type { ExchangeEnded } from '@laneway/contracts';

import { answerErrorRows } from './answer-error-rows.ts';
import type { FaultRow } from './fault-row.ts';
import { faultRows } from './fault-rows.ts';
import type { WireAnswer } from './harness/ask.ts';
import { callerQuota, FaultScene } from './harness/fault-scene.ts';

for (const connector of ['direct', 'apim'] as const) {
  describe(`through the ${connector} connector, a request is handled`, () => {
    for (const row of [...faultRows, ...answerErrorRows]) {
      test(`when ${row.when}`, async (t) => {
        const scene = await FaultScene.set(t, row, connector);
        const [answer] = await Promise.all([scene.ask(row.asked ?? 'chat'), row.meanwhile?.(scene)]);
        const ended = await scene.gateway.recorder.ended(1);
        // A backend may notice the abort later than the client gets its answer.
        await Promise.all([scene.a.idle(), scene.b.idle()]);
        checkAnswer(row, scene, answer);
        checkAttempts(row, scene, connector === 'apim');
        checkBooks(row, scene, ended);
      });
    }
  });
}

function checkAnswer({ expected }: FaultRow, scene: FaultScene, answer: WireAnswer): void {
  const { status, from, broken = false, cut = 0, headers = {} } = expected;
  assert.equal(answer.status, status, answer.body.toString());
  assert.equal(answer.complete, !broken);
  for (const [name, value] of Object.entries(headers)) assert.equal(answer.headers[name], value);
  if (from === 'a' || from === 'b') {
    assert.equal(answer.headers['x-laneway-endpoint'], from);
    const { sentBytes = 0, sentSha256 } = scene[from].ledger.at(-1) ?? {};
    assert.equal(answer.body.length, sentBytes - cut);
    // Only bytes of one attempt.
    if (cut === 0) assert.equal(sha256(answer.body), sentSha256);
  } else {
    assert.equal(JSON.parse(answer.body.toString()).error.code, from);
    assert.doesNotMatch(answer.body.toString(), /127\.0\.0\.1/);
  }
}

function checkAttempts({ expected }: FaultRow, { gateway, a, b }: FaultScene, probes: boolean): void {
  const attempts = probes ? (expected.probed ?? expected.attempts) : expected.attempts;
  const made = gateway.recorder.of('attempt-ended').map(({ endpoint }) => endpoint);
  assert.deepEqual(
    ['a', 'b'].map((name) => made.filter((each) => each === name).length),
    attempts,
  );
  // A backend gets an attempt once or, if it cannot be reached, not at all.
  assert.ok(a.ledger.length <= attempts[0] && b.ledger.length <= attempts[1]);
}

function checkBooks({ expected }: FaultRow, scene: FaultScene, ended: ExchangeEnded): void {
  const { engine, parts, recorder } = scene.gateway;
  assert.equal(ended.outcome, expected.outcome ?? 'served');
  assert.equal(recorder.of('exchange-ended').length, 1);
  const { exchanges, running, waiting, endpoints } = engine.state();
  assert.deepEqual({ exchanges, running, waiting }, { exchanges: 0, running: 0, waiting: 0 });
  const spent = ended.usage === undefined ? 0 : ended.usage.promptTokens + ended.usage.completionTokens;
  for (const { name, inFlight, tokensLeft } of endpoints) {
    assert.equal(inFlight, 0);
    checkLeft(scene, { left: tokensLeft, full: burst, spent: name === ended.endpoint ? spent : 0 });
  }
  const { throttledUntilMs } = endpoints[0] ?? {};
  assert.equal(throttledUntilMs && throttledUntilMs - scene.clock.nowMs(), expected.throttledMs);
  const { inProgress, tokensLeft } = parts.generation().quotas.read('caller', callerQuota);
  assert.equal(inProgress, 0);
  checkLeft(scene, { left: tokensLeft, full: callerQuota.tpm, spent });
}

/** Burst of an endpoint with 60,000 tokens per minute. */
const burst = 2_910;

interface Balance {
  readonly left: number | undefined;
  readonly full: number;
  readonly spent: number;
}

/** Time refills the quota; at the same moment the balances agree to the token. */
function checkLeft({ elapsedMs }: FaultScene, { left = 0, full, spent }: Balance): void {
  if (elapsedMs === 0) assert.equal(left, full - spent);
  else assert.ok(left >= full - spent && left <= full, `${left} tokens are left of ${full}, ${spent} spent`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
