import assert from 'node:assert/strict';
import { test } from 'node:test';

import { LanewayError } from '@laneway/contracts';
import { aPlugin, EventRecorder } from '@laneway/testkit';

import type { IncomingRequest } from '../client.ts';
import { aUse } from '../testing/a-gateway-config.ts';
import { RecordingClient } from '../testing/recording-client.ts';
import { startEngine } from '../testing/start-engine.ts';

const unread: IncomingRequest = {
  id: 'unread',
  method: 'POST',
  path: '/v1/chat/completions',
  query: '',
  headers: [],
  body: { kind: 'unread', length: 5 },
};

const body = { kind: 'bytes', bytes: new TextEncoder().encode('hello') } as const;

/** An engine whose callers need the header `key: right`, and whose request processor records the bodies that it sees. */
async function anEngine() {
  const seen: unknown[] = [];
  const events = new EventRecorder();
  const engine = await startEngine({
    config: { authenticators: [aUse('key')], requestProcessors: [aUse('see')] },
    plugins: {
      key: aPlugin('authenticator', () => ({
        authenticate: (headers) => (headers[1] === 'right' ? { id: 'ann', scheme: 'key' } : undefined),
        challenge: () => 'Key',
      })),
      see: aPlugin('request-processor', () => ({
        process: async (request) => {
          seen.push(request.body);
          return { kind: 'continue' };
        },
      })),
    },
    sinks: [events],
  });
  const send = (key: string) => {
    const client = new RecordingClient();
    client.handle = engine.gateway.accept({ ...unread, headers: ['key', key] }, client);
    return client;
  };
  return { ...engine, send, seen, events };
}

test('a caller who is refused is not asked for the body', async () => {
  const { send, seen } = await anEngine();
  const client = send('wrong');
  assert.deepEqual([client.status, client.sendBody, seen], [401, undefined, []]);
});

test('the body is read when the caller is known, and request processors see it', async () => {
  const { send, seen, backend } = await anEngine();
  const client = send('right');
  assert.deepEqual([typeof client.sendBody, seen, backend.attempts.length], ['function', [], 0]);
  client.sendBody?.(body);
  assert.deepEqual(seen, [body]);
  await new Promise(setImmediate);
  assert.deepEqual(backend.last().request.body, body);
});

test('a request whose body cannot be read is rejected, and recorded so', async () => {
  const { send, events, gateway, backend } = await anEngine();
  const client = send('right');
  client.handle?.refuse(new LanewayError('body_too_large', 'Too large.'));
  client.sendBody?.(body);
  assert.deepEqual([client.status, backend.attempts.length, gateway.state().exchanges], [413, 0, 0]);
  const [ended] = events.of('exchange-ended');
  assert.deepEqual([ended?.outcome, ended?.error, ended?.status], ['rejected', 'body_too_large', 413]);
});

test('a client that leaves while its body is read ends the exchange', async () => {
  const { send, gateway, backend } = await anEngine();
  const client = send('right');
  client.cancel();
  client.sendBody?.(body);
  assert.deepEqual([backend.attempts.length, gateway.state().exchanges], [0, 0]);
});
