import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { ExchangePromises } from './exchange-promises.ts';
import { RecordingSink } from '../../fakes/recording-sink.ts';
import { LoopbackBackend } from './loopback-backend.ts';
import { answerOf, closedOrigin, letTimePass, startAttempt } from './start-attempt.ts';

/** The tests of answers. */
export const receivePromises: ExchangePromises = {
  'passes on status, headers, body and trailers as received': async (connector) => {
    const sink = await answerOf(connector, (_request, response) => {
      response.writeHead(207, 'Fine', [
        'X-Mixed-Case',
        'a',
        'Set-Cookie',
        '1',
        'set-cookie',
        '2',
        'Trailer',
        'X-Sum',
      ]);
      response.addTrailers({ 'X-Sum': '42' });
      response.end(new Uint8Array([0, 13, 10, 128, 255]));
    });
    assert.deepEqual([sink.head?.status, sink.head?.statusText], [207, 'Fine']);
    const headers = ['X-Mixed-Case', 'a', 'Set-Cookie', '1', 'set-cookie', '2', 'Trailer', 'X-Sum'];
    assert.deepEqual(sink.head?.headers.slice(0, headers.length), headers);
    assert.deepEqual([...sink.body], [0, 13, 10, 128, 255]);
    assert.deepEqual(sink.trailers, ['X-Sum', '42']);
    assertInOrder(sink);
  },

  'passes on an answer without a body': async (connector) => {
    const sink = await answerOf(connector, (_request, response) => void response.writeHead(204).end());
    assert.deepEqual([sink.head?.status, sink.body.length, sink.calls.at(-1)], [204, 0, 'onEnd']);
    assertInOrder(sink);
  },

  'leaves a compressed body compressed': async (connector) => {
    const packed = gzipSync('{"id":"chatcmpl-1"}');
    const sink = await answerOf(connector, (_request, response) => {
      response.writeHead(200, ['Content-Encoding', 'gzip']).end(packed);
    });
    assert.deepEqual(sink.body, packed);
    assert.ok(sink.head?.headers.includes('Content-Encoding'));
  },

  'does not follow redirects': async (connector) => {
    const sink = await answerOf(connector, (request, response) => {
      response.writeHead(request.url === '/elsewhere' ? 200 : 307, ['Location', '/elsewhere']).end();
    });
    assert.equal(sink.head?.status, 307);
  },

  'passes on each chunk as it arrives': async (connector) => {
    const more = Promise.withResolvers<void>();
    await using backend = await LoopbackBackend.start(async (request, response) => {
      request.resume();
      response.write('data: 1\n\n');
      await more.promise;
      response.end('data: 2\n\n');
    });
    const { sink } = startAttempt(connector, backend.origin);
    await sink.until(() => String(sink.body) === 'data: 1\n\n');
    more.resolve();
    await sink.until(() => sink.ended);
    assert.equal(String(sink.body), 'data: 1\n\ndata: 2\n\n');
  },

  'never writes to a chunk after passing it on': async (connector) => {
    const sink = new CopyingSink();
    await using backend = await LoopbackBackend.start(async (request, response) => {
      request.resume();
      for (const letter of 'abcdefgh') {
        response.write(letter.repeat(50_000));
        await sink.until(() => sink.body.at(-1) === letter.charCodeAt(0));
      }
      response.end();
    });
    startAttempt(connector, backend.origin, {}, sink);
    await sink.until(() => sink.ended);
    // deepEqual would take minutes to describe the difference.
    assert.ok(sink.body.equals(Buffer.concat(sink.copies)), 'A chunk has changed since it was passed on.');
  },

  'passes on nothing while it is paused, and everything after resume': async (connector) => {
    const rest = 'x'.repeat(500_000);
    const paused = Promise.withResolvers<void>();
    await using backend = await LoopbackBackend.start(async (request, response) => {
      request.resume();
      response.write('first');
      await paused.promise;
      response.end(rest);
    });
    const { sink, handle } = startAttempt(connector, backend.origin);
    await sink.until(() => sink.chunks.length === 1);
    handle.pause();
    paused.resolve();
    await letTimePass(connector);
    assert.equal(String(sink.body), 'first');
    handle.resume();
    await sink.until(() => sink.ended);
    assert.equal(sink.body.length, 'first'.length + rest.length);
  },

  'does not call the sink before send has returned': async (connector) => {
    await using backend = await LoopbackBackend.start((_request, response) => void response.end('ok'));
    for (const origin of [backend.origin, await closedOrigin()]) {
      const { sink } = startAttempt(connector, origin);
      assert.deepEqual(sink.calls, []);
      await sink.until(() => sink.ended);
    }
  },

  'reports a closed port as connect': async (connector) => {
    const { sink } = startAttempt(connector, await closedOrigin());
    await sink.until(() => sink.ended);
    assert.deepEqual([sink.calls, sink.error?.reason], [['onError'], 'connect']);
  },

  'reports a connection that breaks before the head as reset': async (connector) => {
    const sink = await answerOf(connector, (request) => void request.socket.destroy());
    assert.deepEqual([sink.calls, sink.error?.reason], [['onError'], 'reset']);
  },

  'reports an answer that breaks off as an error, not as an end': async (connector) => {
    const sink = await answerOf(connector, (request, response) => {
      response.writeHead(200, ['Content-Length', '100']).write('half', () => request.socket.destroy());
    });
    assert.equal(sink.calls.at(-1), 'onError');
    assertInOrder(sink);
  },
};

/** Copies each chunk when it arrives. */
class CopyingSink extends RecordingSink {
  readonly copies: Buffer[] = [];

  override onData(chunk: Uint8Array): void {
    this.copies.push(Buffer.from(chunk));
    super.onData(chunk);
  }
}

function assertInOrder({ calls }: RecordingSink): void {
  assert.match(calls.join(' '), /^onHead( onData)* (onEnd|onError)$/);
}
