import assert from 'node:assert/strict';
import type { ErrorCode, GatewayEvent } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { anAttemptEnded, anExchangeEnded } from '../builders/an-exchange-ended.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { frozen, registerPromises } from './trial.ts';

/** Registers the tests that every telemetry sink passes. */
export function telemetrySinkConformance(subject: Subject<'telemetry-sink'>): void {
  pluginConformance('telemetry-sink', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'telemetry-sink'> = {
  'records every kind of event and returns nothing': ({ instance }) => {
    for (const event of events) assert.equal(instance.record(event), undefined, event.kind);
  },

  'flushes recorded events, and again without any': async ({ instance }) => {
    for (const event of events) instance.record(event);
    await instance.flush();
    await instance.flush();
  },

  'records during a flush': async ({ instance }) => {
    for (const event of events) instance.record(event);
    const flushed = instance.flush();
    for (const event of events) instance.record(event);
    await flushed;
  },

  'does not throw at an event after it was closed': async ({ instance }) => {
    await instance.close();
    for (const event of events) instance.record(event);
    await instance.flush();
  },

  'accepts a thousand events at once': async ({ instance }) => {
    for (let turn = 0; turn < 1_000; turn += 1)
      instance.record(anExchangeEnded({ requestId: `request-${turn}` }));
    await instance.flush();
  },
};

const atMs = Date.UTC(2026, 0, 1);

// Frozen, because a sink that changes an event changes it for every sink after it.
const events: readonly GatewayEvent[] = frozen<GatewayEvent[]>([
  anExchangeEnded(),
  anExchangeEnded({
    outcome: 'rejected',
    error: 'queue_full',
    status: 429,
    endpoint: undefined,
    usage: undefined,
  }),
  anExchangeEnded({ outcome: 'cancelled', error: 'cancelled', status: undefined, firstByteMs: undefined }),
  anExchangeEnded({ profile: undefined, lane: undefined, facade: undefined, model: undefined, attempts: 0 }),
  // A later gateway may have codes that the sink does not know.
  anExchangeEnded({ outcome: 'failed', error: 'not_yet_invented' as ErrorCode }),
  anAttemptEnded({
    outcome: {
      kind: 'failed',
      reason: 'reset',
      status: undefined,
      retryable: true,
      message: 'the connection broke',
    },
    firstByteMs: undefined,
  }),
  { kind: 'failed-over', atMs, requestId: 'request-1', facade: 'chat', from: 'a', to: 'b', reason: 'reset' },
  { kind: 'endpoint-throttled', atMs, endpoint: 'a', untilMs: atMs + 1_000 },
  { kind: 'breaker-changed', atMs, endpoint: 'a', state: 'open' },
  { kind: 'endpoint-probed', atMs, endpoint: 'a', healthy: false },
  { kind: 'generation-changed', atMs, generation: 2 },
  { kind: 'warned', atMs, subject: 'profiles', name: 'file', message: 'profiles.json: not readable' },
]);
