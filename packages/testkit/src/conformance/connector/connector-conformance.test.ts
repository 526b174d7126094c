import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { headerValue } from '@laneway/contracts';
import type {
  Attempt,
  AttemptHandle,
  AttemptOutcome,
  Connector,
  HeaderPairs,
  PluginHost,
  ResponseSink,
} from '@laneway/contracts';

import type { Register } from '../subject.ts';
import { NodeConnector } from './node-connector.test.fixture.ts';
import { aBody } from '../../builders/a-body.ts';
import { aPlugin } from '../../builders/a-plugin.ts';
import { connectorConformance } from './connector-conformance.ts';
import { failures } from '../failures.test.fixture.ts';

/** Asserts that `changes` to a correct connector fail the test of that name. */
async function assertCaught(
  promise: string,
  changes: (sound: NodeConnector, host: PluginHost) => Partial<Connector>,
) {
  const plugin = aPlugin('connector', (host) => {
    const sound = new NodeConnector();
    const { send, classify, close } = {
      send: sound.send.bind(sound),
      classify: sound.classify.bind(sound),
      close: sound.close.bind(sound),
    };
    return { send, classify, close, ...changes(sound, host) };
  });
  const failed = await failures((register) => {
    const only: Register = (name, run) => name === promise && register(name, run);
    // Short, because some broken connectors never answer.
    connectorConformance({ test: only, plugin, timeoutMs: 400 });
  });
  assert.deepEqual(failed, [promise]);
}

/** A change of how answers reach the sink. */
function hearing(between: (sink: ResponseSink) => Partial<ResponseSink>) {
  return (sound: NodeConnector): Partial<Connector> => ({
    send: (attempt, sink) =>
      sound.send(attempt, {
        onHead: (head) => sink.onHead(head),
        onData: (chunk) => sink.onData(chunk),
        onEnd: (trailers) => sink.onEnd(trailers),
        onError: (error) => sink.onError(error),
        ...between(sink),
      }),
  });
}

/** A change of what is sent. */
function sending(change: (attempt: Attempt) => Partial<Attempt>) {
  return (sound: NodeConnector): Partial<Connector> => ({
    send: (attempt, sink) => sound.send({ ...attempt, ...change(attempt) }, sink),
  });
}

/** A change of the attempt handle. */
function holding(change: (handle: AttemptHandle, sink: ResponseSink) => Partial<AttemptHandle>) {
  return (sound: NodeConnector): Partial<Connector> => ({
    send(attempt, sink) {
      const handle = sound.send(attempt, sink);
      const { abort, pause, resume } = {
        abort: () => handle.abort(),
        pause: () => handle.pause(),
        resume: () => handle.resume(),
      };
      return { abort, pause, resume, ...change(handle, sink) };
    },
  });
}

/** A change of how answers are classified. */
function judging(change: (outcome: AttemptOutcome) => AttemptOutcome) {
  return (sound: NodeConnector): Partial<Connector> => ({
    classify: (result) => change(sound.classify(result)),
  });
}

const sends = 'sends method, target, headers and body as given, and no headers of its own';
const receives = 'passes on status, headers, body and trailers as received';

test('a correct connector passes', async () => {
  const plugin = aPlugin('connector', () => new NodeConnector());
  assert.deepEqual(await failures((register) => connectorConformance({ test: register, plugin })), []);
});

test('a connector that adds, renames or drops request headers is caught', async () => {
  await assertCaught(
    sends,
    sending(({ headers }) => ({ headers: [...headers, 'User-Agent', 'laneway'] })),
  );
  await assertCaught(
    sends,
    sending(({ headers }) => ({ headers: headers.map((text) => text.toLowerCase()) })),
  );
  await assertCaught(
    sends,
    sending(({ headers }) => ({ headers: headers.slice(0, -2) })),
  );
});

test('a connector that normalises the path is caught', async () => {
  await assertCaught(
    sends,
    sending(({ target }) => ({ target: decodeURI(target).replaceAll(' ', '+') })),
  );
});

test('a connector that sends a body as text is caught', async () => {
  await assertCaught(
    sends,
    sending(({ body }) => ({
      body: body.kind === 'bytes' ? aBody(new TextDecoder().decode(body.bytes)) : body,
    })),
  );
});

test('a connector that hides the length of a body is caught', async () => {
  await assertCaught(
    'sends the length of a body, if it is known',
    sending(({ body }) => ({ body: body.kind === 'stream' ? { ...body, length: undefined } : body })),
  );
});

test('a connector that buffers a streamed body is caught', async () => {
  await assertCaught(
    'streams a body of unknown length',
    sending(({ body }) => ({ body: collected(body) })),
  );
});

test('a connector that ends a request body normally after it broke off is caught', async () => {
  await assertCaught(
    'reports a request body that breaks off, and does not end the request normally',
    sending(({ body }) => ({
      body: body.kind === 'stream' ? { ...body, chunks: untilBreak(body.chunks) } : body,
    })),
  );
});

test('a connector that runs one attempt after the other is caught', async () => {
  await assertCaught('runs attempts concurrently', (sound) => {
    sound.agent.maxSockets = 1;
    return {};
  });
});

test('a connector that changes the head, the body or the trailers of an answer is caught', async () => {
  const lower = (headers: HeaderPairs) => headers.map((text) => text.toLowerCase());
  await assertCaught(
    receives,
    hearing((sink) => ({ onHead: (head) => sink.onHead({ ...head, headers: lower(head.headers) }) })),
  );
  await assertCaught(
    receives,
    hearing((sink) => ({ onHead: (head) => sink.onHead({ ...head, statusText: '' }) })),
  );
  await assertCaught(
    receives,
    hearing((sink) => ({ onData: (chunk) => sink.onData(Buffer.from(String(chunk))) })),
  );
  await assertCaught(
    receives,
    hearing((sink) => ({ onEnd: () => sink.onEnd([]) })),
  );
});

test('a connector that decompresses bodies is caught', async () => {
  await assertCaught(
    'leaves a compressed body compressed',
    hearing((sink) => ({ onData: (chunk) => sink.onData(chunk[0] === 0x1f ? gunzipSync(chunk) : chunk) })),
  );
});

test('a connector that follows redirects is caught', async () => {
  await assertCaught('does not follow redirects', (sound) => ({
    send: (attempt, sink) =>
      hearing(() => ({
        onHead(head) {
          const target = headerValue(head.headers, 'location');
          if (target === undefined) return sink.onHead(head);
          sound.send({ ...attempt, target }, sink);
        },
        onEnd() {},
      }))(sound).send!(attempt, sink),
  }));
});

test('a connector that buffers an answer is caught', async () => {
  await assertCaught(
    'passes on each chunk as it arrives',
    hearing((sink) => {
      const chunks: Uint8Array[] = [];
      return {
        onData: (chunk) => void chunks.push(chunk),
        onEnd(trailers) {
          sink.onData(Buffer.concat(chunks));
          sink.onEnd(trailers);
        },
      };
    }),
  );
});

test('a connector that uses one buffer for all chunks is caught', async () => {
  const buffer = new Uint8Array(1_000_000);
  await assertCaught(
    'never writes to a chunk after passing it on',
    hearing((sink) => ({
      onData(chunk) {
        buffer.set(chunk);
        sink.onData(buffer.subarray(0, chunk.length));
      },
    })),
  );
});

test('a connector that does not pause is caught', async () => {
  await assertCaught(
    'passes on nothing while it is paused, and everything after resume',
    holding(() => ({ pause() {} })),
  );
});

test('a connector that calls the sink before send has returned is caught', async () => {
  await assertCaught('does not call the sink before send has returned', () => ({
    send(_attempt, sink) {
      sink.onError({ reason: 'connect', message: 'not today' });
      return { abort() {}, pause() {}, resume() {} };
    },
  }));
});

test('a connector that reports the wrong reason is caught', async () => {
  await assertCaught(
    'reports a closed port as connect',
    hearing((sink) => ({ onError: (error) => sink.onError({ ...error, reason: 'reset' }) })),
  );
  await assertCaught(
    'reports a connection that breaks before the head as reset',
    hearing((sink) => ({ onError: (error) => sink.onError({ ...error, reason: 'connect' }) })),
  );
});

test('a connector that reports a broken answer as complete is caught', async () => {
  await assertCaught(
    'reports an answer that breaks off as an error, not as an end',
    hearing((sink) => ({ onError: () => sink.onEnd([]) })),
  );
});

test('a connector that keeps the exchange open after an abort is caught', async () => {
  const change = holding(() => ({ abort() {} }));
  await assertCaught('closes the exchange when it is aborted while waiting for an answer', change);
  await assertCaught('closes the exchange when it is aborted in the middle of an answer', change);
  await assertCaught('does not call the sink for an attempt that is aborted right after send', change);
  await assertCaught('releases a streamed request body on abort', change);
});

test('a connector that reports an abort as an error is caught', async () => {
  const change = holding((handle, sink) => ({
    abort() {
      handle.abort();
      sink.onError({ reason: 'reset', message: 'aborted' });
    },
  }));
  await assertCaught('closes the exchange when it is aborted while waiting for an answer', change);
  await assertCaught('ignores abort, pause and resume after the end', change);
});

test('a connector that aborts other attempts too is caught', async () => {
  await assertCaught('aborts one attempt without affecting another', (sound) =>
    holding(() => ({ abort: () => sound.agent.destroy() }))(sound),
  );
});

test('a connector that misclassifies answers is caught', async () => {
  const failed = { kind: 'failed', reason: 'status', status: 500, retryable: false, message: 'no' } as const;
  await assertCaught(
    'classifies a 2xx answer as success',
    judging(() => failed),
  );
  await assertCaught(
    'classifies 400, 413, 415 and 422 as declined',
    judging((outcome) => (outcome.kind === 'declined' ? failed : outcome)),
  );
  await assertCaught(
    'classifies 401, 403 and 404 as declined by a misconfigured endpoint',
    judging((outcome) => (outcome.kind === 'declined' ? { ...outcome, misconfigured: false } : outcome)),
  );
  await assertCaught(
    'reads the wait of a 429 from retry-after-ms and Retry-After',
    judging((outcome) => (outcome.kind === 'throttled' ? { ...outcome, retryAfterMs: undefined } : outcome)),
  );
  await assertCaught(
    'classifies 408, 500, 502, 503 and 504 as retryable',
    judging((outcome) => (outcome.kind === 'failed' ? failed : outcome)),
  );
  await assertCaught(
    'classifies a transport error as retryable',
    judging((outcome) => (outcome.kind === 'failed' ? failed : outcome)),
  );
});

test('a connector that classifies by more than the answer is caught', async () => {
  let asked = 0;
  const promise = 'classifies any answer, and the same answer always alike';
  await assertCaught(
    promise,
    judging((outcome) => ((asked += 1) % 2 === 0 ? { kind: 'cancelled' } : outcome)),
  );
  await assertCaught(promise, (sound) => ({
    classify(result) {
      if ('head' in result && result.body.length > 0) JSON.parse(String(Buffer.from(result.body)));
      return sound.classify(result);
    },
  }));
});

test('a connector that expects every event to be JSON is caught', async () => {
  await assertCaught('returns a known finding for any event, if it inspects events', () => ({
    inspect: ({ data }) => (data === '[DONE]' || JSON.parse(data) ? 'content' : 'preamble'),
  }));
});

test('a connector that keeps probing after it was stopped is caught', async () => {
  await assertCaught('stops probing, and may be stopped more than once', (_sound, { clock }) => ({
    probe() {
      clock.setTimer(1_000, () => {});
      return () => {};
    },
  }));
});

function collected(body: Attempt['body']): Attempt['body'] {
  if (body.kind !== 'stream') return body;
  async function* whole(chunks: AsyncIterable<Uint8Array>) {
    const kept: Uint8Array[] = [];
    for await (const chunk of chunks) kept.push(chunk);
    yield Buffer.concat(kept);
  }
  return { ...body, chunks: whole(body.chunks) };
}

async function* untilBreak(chunks: AsyncIterable<Uint8Array>) {
  try {
    yield* chunks;
  } catch {
    return;
  }
}
