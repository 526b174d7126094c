import assert from 'node:assert/strict';
import type { Attempt, AttemptHandle, Connector } from '@laneway/contracts';

import type { Script } from './loopback-backend.ts';
import { RecordingSink } from '../../fakes/recording-sink.ts';
import { LoopbackBackend } from './loopback-backend.ts';
import { aTarget } from '../../builders/an-endpoint.ts';
import { anAttempt } from '../../builders/an-attempt.ts';

/** A running attempt and what its sink has recorded. */
export interface StartedAttempt {
  readonly sink: RecordingSink;
  readonly handle: AttemptHandle;
}

/** Starts an attempt at `origin`: a GET without a body, overridden by `parts`. */
export function startAttempt(
  connector: Connector,
  origin: string,
  parts: Partial<Attempt> = {},
  sink: RecordingSink = new RecordingSink(),
): StartedAttempt {
  const plain = { method: 'GET', target: '/v1/models', headers: [], body: { kind: 'none' } } as const;
  return {
    sink,
    handle: connector.send(anAttempt({ endpoint: aTarget({ origin }), ...plain, ...parts }), sink),
  };
}

/** Runs one attempt to its end at a backend that answers by `script`, and returns its sink. */
export async function answerOf(connector: Connector, script: Script): Promise<RecordingSink> {
  await using backend = await LoopbackBackend.start(script);
  const { sink } = startAttempt(connector, backend.origin);
  await sink.until(() => sink.ended);
  return sink;
}

/** Makes five round trips through the connector, so that a call that must not come would have come by then. */
export async function letTimePass(connector: Connector): Promise<void> {
  await using backend = await LoopbackBackend.start((_request, response) => void response.end('ok'));
  for (let turn = 0; turn < 5; turn += 1) {
    const { sink } = startAttempt(connector, backend.origin);
    await sink.until(() => sink.ended);
    assert.equal(String(sink.body), 'ok');
  }
}

/** An origin on a closed port. */
export async function closedOrigin(): Promise<string> {
  await using backend = await LoopbackBackend.start(() => {});
  return backend.origin;
}
