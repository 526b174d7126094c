import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { startModelServer } from '@laneway/model-server';
import {
  aBody,
  anAttempt,
  aPluginHost,
  aTarget,
  FakeClock,
  RecordingSink,
  sseEvents,
} from '@laneway/testkit';
import type { ErrorEventForm, Fault, ThrottleForm } from '@laneway/model-server';
import type { Attempt, AttemptOutcome, Connector } from '@laneway/contracts';
import { backendOptions } from '@laneway/backend-client';

import plugin from './index.ts';

const chat = { target: '/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21' };
const responses = { target: '/openai/v1/responses' };

/** A connector and a model server that plays `fault`. */
async function aConnection(t: TestContext, fault?: Fault) {
  const clock = new FakeClock();
  const server = await startModelServer({ clock });
  t.after(() => server.close());
  if (fault !== undefined) server.setFault(fault);
  const connector = await plugin.create(backendOptions.parse({}), aPluginHost({ clock }));
  t.after(() => void connector.close?.());
  const endpoint = aTarget({ origin: server.url });
  const send = (overrides: Partial<Attempt>) => answerTo(connector, anAttempt({ endpoint, ...overrides }));
  return { server, connector, send };
}

async function answerTo(connector: Connector, attempt: Attempt): Promise<RecordingSink> {
  const sink = new RecordingSink();
  connector.send(attempt, sink);
  await sink.until(() => sink.ended);
  return sink;
}

function outcomeOf(connector: Connector, { head, body, error }: RecordingSink): AttemptOutcome {
  if (error !== undefined) return connector.classify(error);
  return connector.classify({ head: head ?? assert.fail('no answer'), body });
}

/** What the events of a streamed answer mean, up to the first that says something. */
function findings(connector: Connector, stream: RecordingSink) {
  const all = sseEvents(stream.body.toString()).map((event) => connector.inspect?.(event));
  const first = all.findIndex((finding) => finding !== 'preamble');
  return { preambles: all.slice(0, first).length, first: all[first] };
}

const streamed = (fields: object) => aBody({ model: 'gpt-4o', stream: true, ...fields });
const messages = [{ role: 'user', content: 'Hello' }];

test('a chat stream begins with preamble, then content', async (t) => {
  const { connector, send } = await aConnection(t);
  const stream = await send({ ...chat, body: streamed({ messages }) });
  assert.deepEqual(outcomeOf(connector, stream), { kind: 'success' });
  const { preambles, first } = findings(connector, stream);
  assert.ok(preambles >= 1);
  assert.equal(first, 'content');
});

test('a response stream begins with preamble, then content', async (t) => {
  const { connector, send } = await aConnection(t);
  const stream = await send({ ...responses, body: streamed({ input: 'Hello' }) });
  const { preambles, first } = findings(connector, stream);
  assert.ok(preambles >= 1);
  assert.equal(first, 'content');
});

const eventForms: Readonly<Record<ErrorEventForm, 'throttled' | 'failed'>> = {
  chat: 'throttled',
  'response-failed': 'throttled',
  'response-failed-without-error': 'failed',
  'nested-error': 'throttled',
  'flat-error': 'throttled',
  'failed-then-nested-error': 'failed',
  'nested-error-then-failed': 'throttled',
};

for (const [form, kind] of Object.entries(eventForms) as [ErrorEventForm, string][]) {
  test(`an error of the form ${form} before the content of a stream is ${kind}`, async (t) => {
    const { connector, send } = await aConnection(t, { kind: 'error-event', form, at: 'before-content' });
    const request =
      form === 'chat'
        ? { ...chat, body: streamed({ messages }) }
        : { ...responses, body: streamed({ input: 'Hello' }) };
    const { first } = findings(connector, await send(request));
    assert.ok(typeof first === 'object' && first.kind === kind, JSON.stringify(first));
  });
}

test('the wait of a throttled answer is read in every notation', async (t) => {
  const waits: Readonly<Record<ThrottleForm, number | undefined>> = {
    azure: 6_000,
    'retry-after-ms': 6_000,
    'retry-after-seconds': 6_000,
    'retry-after-decimal': 6_000,
    'retry-after-date': 6_000,
    'reset-tokens-seconds': 6_000,
    'reset-tokens-duration': 6_000,
    'reset-requests-other-spelling': 6_000,
    message: 6_000,
    none: undefined,
    'insufficient-quota': undefined,
    requeue: 6_000,
  };
  const { server, connector, send } = await aConnection(t);
  for (const [form, retryAfterMs] of Object.entries(waits) as [ThrottleForm, number | undefined][]) {
    const stop = server.setFault({ kind: 'throttle', form, retryAfterMs: 6_000 });
    const outcome = outcomeOf(connector, await send(chat));
    const [final, requeue] = [form === 'insufficient-quota', form === 'requeue'];
    assert.deepEqual(outcome, { kind: 'throttled', status: 429, retryAfterMs, final, requeue }, form);
    stop();
  }
});

test('a broken connection lets the request go to another endpoint', async (t) => {
  const reasons = {
    'reset-before-headers': 'reset',
    'reset-after-headers': 'reset',
    'reset-mid-body': 'reset',
    garbage: 'protocol',
  } as const;
  const { server, connector, send } = await aConnection(t);
  for (const [kind, reason] of Object.entries(reasons) as [keyof typeof reasons, string][]) {
    const stop = server.setFault({ kind });
    const outcome = outcomeOf(connector, await send(chat));
    assert.ok(
      outcome.kind === 'failed' && outcome.retryable && outcome.reason === reason,
      JSON.stringify([kind, outcome]),
    );
    stop();
  }
});

test('an answer shorter than its content-length is broken', async (t) => {
  const { connector, send } = await aConnection(t, { kind: 'wrong-content-length', by: 5 });
  assert.equal(outcomeOf(connector, await send(chat)).kind, 'failed');
});

test('this connector does not probe', async (t) => {
  const { connector } = await aConnection(t);
  assert.ok(!('probe' in connector));
});
