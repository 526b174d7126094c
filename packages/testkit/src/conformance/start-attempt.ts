import assert from 'node:assert/strict';
import type { Attempt, AttemptHandle, Connector } from '@laneway/contracts';

import type { Script } from './loopback-backend.ts';
import { RecordingSink } from '../fakes/recording-sink.ts';
import { LoopbackBackend } from './loopback-backend.ts';
import { aTarget } from '../builders/an-endpoint.ts';
import { anAttempt } from '../builders/an-attempt.ts';

/** An attempt under way. */
export interface StartedAttempt {
  readonly sink: RecordingSink;
  readonly handle: AttemptHandle;
}

/** Starts an attempt at `origin`: a GET without a body, unless `parts` say more. */
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

/** The sink of an attempt that has ended, one way or the other, at a backend that follows `script`. */
export async function answerOf(connector: Connector, script: Script): Promise<RecordingSink> {
  await using backend = await LoopbackBackend.start(script);
  const { sink } = startAttempt(connector, backend.origin);
  await sink.until(() => sink.ended);
  return sink;
}

/** Round trips through the same connector to a backend that answers at once: time enough for what must not come. */
export async function letTimePass(connector: Connector): Promise<void> {
  await using backend = await LoopbackBackend.start((_request, response) => void response.end('ok'));
  for (let turn = 0; turn < 5; turn += 1) {
    const { sink } = startAttempt(connector, backend.origin);
    await sink.until(() => sink.ended);
    assert.equal(String(sink.body), 'ok');
  }
}

/** An origin at which nobody listens. */
export async function closedOrigin(): Promise<string> {
  await using backend = await LoopbackBackend.start(() => {});
  return backend.origin;
}
