import assert from 'node:assert/strict';
import { test } from 'node:test';

import { FakeClock } from '@laneway/testkit';

import { BudgetWatch } from './budget-watch.ts';
import type { ThreadUsage } from './thread-meter.ts';

const bytesPerMiB = 1024 * 1024;

/** A watch over a thread whose usage the test sets, with 1 s of CPU time, 5 s to answer and 16 MiB. */
function aWatch() {
  const clock = new FakeClock();
  const usage = { cpuMs: 0, externalBytes: 0 };
  const reasons: string[] = [];
  const meter = { fails: false };
  const watch = new BudgetWatch({
    meter: () =>
      meter.fails ? Promise.reject(new Error('ended')) : Promise.resolve<ThreadUsage>({ ...usage }),
    clock,
    budget: { cpuMs: 1_000, answerMs: 5_000, memoryMiB: 16, backlogBytes: 0 },
    onExceeded: (reason) => void reasons.push(reason),
  });
  /** Passes time in steps of a sample, during each of which the thread uses `cpuMs` of CPU time. */
  const pass = async (samples: number, cpuMs = 0) => {
    for (let sample = 0; sample < samples; sample += 1) {
      usage.cpuMs += cpuMs;
      clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { clock, usage, reasons, meter, watch, pass };
}

test('a thread that uses more CPU time for one batch than its budget is reported, once', async () => {
  const { watch, reasons, pass } = aWatch();
  watch.onBusy();
  await pass(11, 100);
  assert.deepEqual(reasons, []);
  await pass(5, 100);
  assert.deepEqual(reasons, ['has used more than 1000 ms of CPU time for one batch']);
});

test('CPU time that earlier batches have used does not count', async () => {
  const { watch, reasons, pass } = aWatch();
  for (let batch = 0; batch < 5; batch += 1) {
    watch.onBusy();
    await pass(9, 100);
    watch.onIdle();
    await pass(1);
  }
  assert.deepEqual(reasons, []);
});

test('a thread that does not answer in time is reported, however little CPU time it uses', async () => {
  const { watch, reasons, pass } = aWatch();
  watch.onBusy();
  await pass(50);
  assert.deepEqual(reasons, []);
  await pass(1);
  assert.deepEqual(reasons, ['has not answered for 5000 ms']);
});

test('a thread that cannot be measured still has to answer in time', async () => {
  const { watch, meter, reasons, pass } = aWatch();
  meter.fails = true;
  watch.onBusy();
  await pass(51);
  assert.deepEqual(reasons, ['has not answered for 5000 ms']);
});

test('memory that a batch has left behind is reported after the batch', async () => {
  const { watch, usage, reasons, pass } = aWatch();
  watch.onBusy();
  watch.onIdle();
  usage.externalBytes = 17 * bytesPerMiB;
  await pass(1);
  assert.deepEqual(reasons, ['has used more than 16 MiB of memory']);
});

test('an idle thread sets no timer after its last sample', async () => {
  const { watch, clock, pass } = aWatch();
  watch.onBusy();
  await pass(3);
  watch.onIdle();
  await pass(1);
  assert.equal(clock.pending, 0);
});

test('nothing is reported after the watch is closed', async () => {
  const { watch, usage, clock, reasons, pass } = aWatch();
  watch.onBusy();
  usage.externalBytes = 17 * bytesPerMiB;
  clock.advance(100);
  watch.close();
  await pass(60, 100);
  assert.deepEqual([reasons, clock.pending], [[], 0]);
});
