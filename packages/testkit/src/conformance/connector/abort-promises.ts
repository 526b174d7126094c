import assert from 'node:assert/strict';

import type { ExchangePromises } from './exchange-promises.ts';
import { LoopbackBackend } from './loopback-backend.ts';
import { letTimePass, startAttempt } from './start-attempt.ts';

/** The tests of aborted attempts. */
export const abortPromises: ExchangePromises = {
  'closes the exchange when it is aborted while waiting for an answer': async (connector) => {
    const [arrived, closed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await using backend = await LoopbackBackend.start((_request, response) => {
      response.once('close', () => closed.resolve());
      arrived.resolve();
    });
    const { sink, handle } = startAttempt(connector, backend.origin);
    await arrived.promise;
    handle.abort();
    await closed.promise;
    assert.deepEqual(sink.calls, []);
  },

  'closes the exchange when it is aborted in the middle of an answer': async (connector) => {
    const closed = Promise.withResolvers<void>();
    await using backend = await LoopbackBackend.start((_request, response) => {
      response.once('close', () => closed.resolve());
      response.write('first');
    });
    const { sink, handle } = startAttempt(connector, backend.origin);
    await sink.until(() => sink.chunks.length > 0);
    handle.abort();
    await closed.promise;
    assert.deepEqual(sink.calls, ['onHead', 'onData']);
  },

  'does not call the sink for an attempt that is aborted right after send': async (connector) => {
    await using backend = await LoopbackBackend.start((_request, response) => void response.end('ok'));
    const { sink, handle } = startAttempt(connector, backend.origin);
    handle.abort();
    await letTimePass(connector);
    assert.deepEqual(sink.calls, []);
  },

  'releases a streamed request body on abort': async (connector) => {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    // Larger than the socket buffers of both ends, so that it is still being sent when the abort comes.
    async function* large() {
      try {
        for (let sent = 0; sent < 512; sent += 1) yield Buffer.alloc(65_536);
      } finally {
        released.resolve();
      }
    }
    await using backend = await LoopbackBackend.start(() => arrived.resolve());
    const body = { kind: 'stream', length: undefined, chunks: large() } as const;
    const { handle } = startAttempt(connector, backend.origin, { method: 'POST', body });
    await arrived.promise;
    handle.abort();
    await released.promise;
  },

  'aborts one attempt without affecting another': async (connector) => {
    const first = Promise.withResolvers<void>();
    await using backend = await LoopbackBackend.start(async (request, response) => {
      response.once('close', () => request.url === '/first' && first.resolve());
      response.write('begun ');
      await first.promise;
      if (request.url === '/second') response.end('done');
    });
    const unwanted = startAttempt(connector, backend.origin, { target: '/first' });
    const wanted = startAttempt(connector, backend.origin, { target: '/second' });
    await unwanted.sink.until(() => unwanted.sink.chunks.length > 0);
    unwanted.handle.abort();
    await wanted.sink.until(() => wanted.sink.ended);
    assert.equal(String(wanted.sink.body), 'begun done');
  },

  'ignores abort, pause and resume after the end': async (connector) => {
    await using backend = await LoopbackBackend.start((_request, response) => void response.end('ok'));
    const { sink, handle } = startAttempt(connector, backend.origin);
    await sink.until(() => sink.ended);
    const calls = [...sink.calls];
    handle.pause();
    handle.resume();
    handle.abort();
    handle.abort();
    await letTimePass(connector);
    assert.deepEqual(sink.calls, calls);
  },
};
