import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayEvent, Warned } from '@laneway/contracts';
import {
  anAttemptEnded,
  anExchangeEnded,
  aPlugin,
  FakeClock,
  telemetrySinkConformance,
} from '@laneway/testkit';

import type { LoggedExchange } from './exchange-line.ts';
import type { LogSettings } from '../telemetry-settings.ts';
import { LogSink } from './log-sink.ts';
import { openLog } from './open-log.ts';

function recordedLines(
  events: readonly (GatewayEvent | LoggedExchange)[],
  settings: Partial<LogSettings> = {},
): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const { level = 'info', headers = [] } = settings;
  const log = openLog({ level, headers }, new FakeClock(), { write: (line) => lines.push(JSON.parse(line)) });
  const sink = new LogSink(log, headers);
  for (const event of events) sink.record(event);
  return lines;
}

const atMs = Date.UTC(2026, 0, 1);

telemetrySinkConformance({
  test,
  plugin: aPlugin('telemetry-sink', ({ clock }) => {
    const log = openLog({ level: 'debug', headers: [] }, clock, { write: () => true });
    return new LogSink(log, ['x-request-id']);
  }),
});

test('each exchange has one line with caller, endpoint, outcome and tokens', () => {
  const event = anExchangeEnded({
    tier: 'gold',
    waitedMs: 12.345,
    spilled: true,
    usage: { promptTokens: 20, cachedTokens: 8, completionTokens: 80, reasoningTokens: 5 },
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  });
  const [line, ...others] = recordedLines([event]);
  assert.deepEqual(others, []);
  assert.deepEqual(line, {
    level: 'info',
    time: '2026-01-01T00:00:00.000Z',
    request_id: 'request-1',
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    method: 'POST',
    path: '/openai/v1/chat/completions',
    profile: 'alice',
    tier: 'gold',
    lane: 'standard',
    facade: 'chat',
    endpoint: 'a',
    model: 'gpt-4o',
    status: 200,
    outcome: 'served',
    attempts: 1,
    spilled: true,
    waited_ms: 12.3,
    first_byte_ms: 300,
    duration_ms: 900,
    prompt_tokens: 20,
    cached_tokens: 8,
    completion_tokens: 80,
    reasoning_tokens: 5,
    tokens_exact: true,
    request_bytes: 64,
    response_bytes: 512,
    msg: 'exchange',
  });
});

test('tokens of a separate quota are marked', () => {
  const usage = {
    promptTokens: 20,
    cachedTokens: 0,
    completionTokens: 80,
    reasoningTokens: 0,
    separateQuota: true,
  } as const;
  assert.equal(recordedLines([anExchangeEnded({ usage })])[0]?.['tokens_separate'], true);
  assert.equal(recordedLines([anExchangeEnded()])[0]?.['tokens_separate'], undefined);
});

test('the line of an exchange without tokens has no token fields', () => {
  const [line] = recordedLines([
    anExchangeEnded({ usage: undefined, outcome: 'evicted', error: 'queue_full' }),
  ]);
  assert.equal(line?.['error'], 'queue_full');
  assert.equal('prompt_tokens' in (line ?? {}), false);
  assert.equal('tokens_exact' in (line ?? {}), false);
});

test('configured headers are logged, except those that hold a credential', () => {
  const headers = ['X-Request-Id', 'r-7', 'Authorization', 'Bearer hush', 'api-key', 'hush', 'x-other', 'no'];
  const [line] = recordedLines([{ ...anExchangeEnded(), headers }], {
    headers: ['x-request-id', 'authorization', 'api-key', 'cookie'],
  });
  assert.deepEqual(line?.['headers'], { 'x-request-id': 'r-7' });
});

test('a very long path is cut', () => {
  const [line] = recordedLines([anExchangeEnded({ path: `/${'x'.repeat(30_000)}` })]);
  assert.equal(String(line?.['path']).length, 1_024);
});

test('a repeated warning is logged once a minute, with the number of repetitions', () => {
  const warned = (second: number, name = 'east'): Warned => ({
    kind: 'warned',
    atMs: atMs + second * 1_000,
    subject: 'endpoint',
    name,
    message: 'answers 401',
  });
  const lines = recordedLines([warned(0), warned(1), warned(2), warned(2, 'west'), warned(60)]);
  assert.deepEqual(
    lines.map(({ level, msg, name, repeated }) => ({ level, msg, name, repeated })),
    [
      { level: 'warn', msg: 'answers 401', name: 'east', repeated: 0 },
      { level: 'warn', msg: 'answers 401', name: 'west', repeated: 0 },
      { level: 'warn', msg: 'answers 401', name: 'east', repeated: 2 },
    ],
  );
});

test('an open breaker and failing probes are warnings; their ends are not', () => {
  const lines = recordedLines([
    { kind: 'breaker-changed', atMs, endpoint: 'a', state: 'open' },
    { kind: 'breaker-changed', atMs, endpoint: 'a', state: 'half-open' },
    { kind: 'breaker-changed', atMs, endpoint: 'a', state: 'closed' },
    { kind: 'endpoint-probed', atMs, endpoint: 'a', healthy: false },
    { kind: 'endpoint-probed', atMs, endpoint: 'a', healthy: true },
  ]);
  assert.deepEqual(
    lines.map(({ level }) => level),
    ['warn', 'info', 'info', 'warn', 'info'],
  );
});

test('failovers and throttles name the endpoints', () => {
  const [failedOver, throttled, generation] = recordedLines([
    { kind: 'failed-over', atMs, requestId: 'r', facade: 'chat', from: 'a', to: 'b', reason: 'timeout' },
    { kind: 'endpoint-throttled', atMs, endpoint: 'a', untilMs: atMs + 1_500 },
    { kind: 'generation-changed', atMs, generation: 3 },
  ]);
  assert.equal(failedOver?.['from'], 'a');
  assert.equal(failedOver?.['to'], 'b');
  assert.equal(failedOver?.['reason'], 'timeout');
  assert.equal(throttled?.['for_ms'], 1_500);
  assert.equal(generation?.['generation'], 3);
});

test('attempts are logged at debug only', () => {
  const attempt = anAttemptEnded({
    outcome: { kind: 'failed', reason: 'reset', status: undefined, retryable: true, message: 'broke' },
    startedAtMs: atMs - 5,
  });
  assert.deepEqual(recordedLines([attempt]), []);
  const [line] = recordedLines([attempt], { level: 'debug' });
  assert.equal(line?.['outcome'], 'failed');
  assert.equal(line?.['reason'], 'reset');
  assert.equal(line?.['duration_ms'], 5);
});

test('a level above info leaves exchanges out', () => {
  assert.deepEqual(recordedLines([anExchangeEnded()], { level: 'warn' }), []);
});
