import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayEvent, TelemetrySink } from '@laneway/contracts';

import { aPlugin } from '../builders/a-plugin.ts';
import { failures } from './failures.test.fixture.ts';
import { telemetrySinkConformance } from './telemetry-sink-conformance.ts';

const records = 'records every kind of event and returns nothing';

function failuresOf(
  sink: Partial<TelemetrySink> | (() => Partial<TelemetrySink>),
): Promise<readonly string[]> {
  const silent: TelemetrySink = { record() {}, flush: async () => {}, close: async () => {} };
  const plugin = aPlugin('telemetry-sink', () => ({
    ...silent,
    ...(typeof sink === 'function' ? sink() : sink),
  }));
  return failures((register) => telemetrySinkConformance({ test: register, plugin }));
}

test('a correct sink passes', async () => {
  assert.deepEqual(await failuresOf({}), []);
});

test('a sink that throws at an event it does not expect is caught', async () => {
  const failed = await failuresOf({
    record({ kind }) {
      if (kind === 'generation-changed') throw new Error('not expected');
    },
  });
  assert.ok(failed.includes(records));
});

test('a sink that expects every field to be there is caught', async () => {
  const failed = await failuresOf({
    record(event) {
      if (event.kind === 'exchange-ended' && event.usage!.promptTokens < 0)
        throw new RangeError('negative tokens');
    },
  });
  assert.ok(failed.includes(records));
});

test('a sink whose recording is a promise is caught', async () => {
  const record = (): unknown => Promise.resolve();
  assert.deepEqual(await failuresOf({ record }), [records]);
});

test('a sink that changes events is caught', async () => {
  const failed = await failuresOf({
    record: (event: { -readonly [Field in keyof GatewayEvent]: GatewayEvent[Field] }) =>
      void (event.atMs = 0),
  });
  assert.ok(failed.includes(records));
});

test('a sink that cannot flush without events is caught', async () => {
  const failed = await failuresOf(() => {
    let recorded = 0;
    return {
      record: () => void (recorded += 1),
      async flush() {
        if (recorded === 0) throw new Error('nothing to flush');
        recorded = 0;
      },
    };
  });
  assert.ok(failed.includes('flushes recorded events, and again without any'));
});

test('a sink that rejects events during a flush is caught', async () => {
  const failed = await failuresOf(() => {
    let flushing = false;
    return {
      record() {
        if (flushing) throw new Error('busy');
      },
      async flush() {
        flushing = true;
        await Promise.resolve();
        flushing = false;
      },
    };
  });
  assert.deepEqual(failed, ['records during a flush']);
});

test('a sink that throws after it was closed is caught', async () => {
  const failed = await failuresOf(() => {
    let closed = false;
    return {
      record() {
        if (closed) throw new Error('closed');
      },
      close: async () => void (closed = true),
    };
  });
  assert.deepEqual(failed, ['does not throw at an event after it was closed']);
});

test('a sink that throws after a hundred events is caught', async () => {
  const failed = await failuresOf(() => {
    let recorded = 0;
    return {
      record() {
        recorded += 1;
        if (recorded > 100) throw new Error('full');
      },
    };
  });
  assert.deepEqual(failed, ['accepts a thousand events at once']);
});
