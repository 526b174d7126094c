import assert from 'node:assert/strict';
import type { Answer, AttemptOutcome, HeaderPairs, TransportError } from '@laneway/contracts';

import type { Promises } from '../trial.ts';
import { frozen } from '../trial.ts';
import { aHead } from '../../builders/an-attempt.ts';
import { aTarget } from '../../builders/an-endpoint.ts';
import { answers, brokenEvents } from '../sample-answers.ts';

/** The tests of `classify`, `inspect` and `probe`. */
export const classifyPromises: Promises<'connector'> = {
  'classifies a 2xx answer as success': ({ instance }) => {
    for (const status of [200, 201, 202, 204]) {
      assert.equal(instance.classify(anAnswer(status)).kind, 'success', String(status));
    }
  },

  'classifies 400, 413, 415 and 422 as declined': ({ instance }) => {
    for (const status of [400, 413, 415, 422]) {
      const outcome = instance.classify(anAnswer(status));
      assert.deepEqual(outcome, { kind: 'declined', status, misconfigured: false });
    }
  },

  'classifies 401, 403 and 404 as declined by a misconfigured endpoint': ({ instance }) => {
    for (const status of [401, 403, 404]) {
      assert.deepEqual(instance.classify(anAnswer(status)), {
        kind: 'declined',
        status,
        misconfigured: true,
      });
    }
  },

  'reads the wait of a 429 from retry-after-ms and Retry-After': ({ instance }) => {
    assert.equal(waitOf(instance.classify(anAnswer(429, ['Retry-After', '7']))), 7_000);
    assert.equal(
      waitOf(instance.classify(anAnswer(429, ['retry-after-ms', '1250', 'Retry-After', '2']))),
      1_250,
    );
    assert.equal(waitOf(instance.classify(anAnswer(429))), undefined);
    assert.equal(waitOf(instance.classify(anAnswer(429, ['Retry-After', 'soon']))), undefined);
  },

  'classifies 408, 500, 502, 503 and 504 as retryable': ({ instance }) => {
    for (const status of [408, 500, 502, 503, 504]) {
      const outcome = instance.classify(anAnswer(status));
      const isRetryable = outcome.kind === 'throttled' || (outcome.kind === 'failed' && outcome.retryable);
      assert.ok(isRetryable, `${status} was classified as ${JSON.stringify(outcome)}.`);
    }
  },

  'classifies a transport error as retryable': ({ instance }) => {
    for (const reason of ['connect', 'timeout', 'reset'] as const) {
      const outcome = instance.classify({ reason, message: 'no answer' });
      assert.ok(
        outcome.kind === 'failed' && outcome.retryable,
        `${reason} was classified as ${JSON.stringify(outcome)}.`,
      );
      assert.deepEqual([outcome.reason, outcome.status], [reason, undefined]);
    }
  },

  'classifies any answer, and the same answer always alike': ({ instance }) => {
    for (const result of results()) {
      const outcome = instance.classify(frozen(result));
      assert.ok(kinds.has(outcome.kind), `${JSON.stringify(outcome)} is not an outcome.`);
      assert.deepEqual(instance.classify(result), outcome);
    }
  },

  'returns a known finding for any event, if it inspects events': ({ instance }) => {
    for (const event of [...Object.values(answers).flat(), ...brokenEvents]) {
      const found = instance.inspect?.(event) ?? 'content';
      const isKnown =
        typeof found === 'string' ? found === 'preamble' || found === 'content' : kinds.has(found.kind);
      assert.ok(isKnown, `inspect() returned ${JSON.stringify(found)}.`);
    }
  },

  'stops probing, and may be stopped more than once': ({ instance, clock }) => {
    const before = clock.pending;
    const stop = instance.probe?.(aTarget({ origin: 'http://127.0.0.1:9' }), {
      onProbe: () => assert.fail('onProbe was called after the probing was stopped.'),
    });
    stop?.();
    stop?.();
    assert.equal(clock.pending, before, 'A timer is still pending.');
  },
};

const kinds: ReadonlySet<string> = new Set<AttemptOutcome['kind']>([
  'success',
  'declined',
  'throttled',
  'failed',
  'cancelled',
]);

function anAnswer(status: number, headers: HeaderPairs = [], body = ''): Answer {
  return { head: aHead({ status, statusText: '', headers }), body: new TextEncoder().encode(body) };
}

function waitOf(outcome: AttemptOutcome): number | undefined {
  assert.equal(outcome.kind, 'throttled');
  return outcome.kind === 'throttled' ? outcome.retryAfterMs : undefined;
}

function results(): readonly (Answer | TransportError)[] {
  const statuses = [
    200, 206, 301, 304, 400, 402, 404, 409, 410, 418, 424, 429, 431, 451, 500, 501, 503, 529, 599,
  ];
  const bodies = [
    '',
    'null',
    '{"error":null}',
    '{"error":{"code":429}}',
    '{"error":"busy"}',
    '<html>',
    '\u0000',
  ];
  return [
    ...statuses.flatMap((status) =>
      bodies.map((body) => anAnswer(status, ['Retry-After', '-1', 'x-a', ''], body)),
    ),
    { reason: 'protocol', message: '' },
  ];
}
