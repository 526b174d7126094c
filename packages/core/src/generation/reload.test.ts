import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Plugin, PluginKind, Profile } from '@laneway/contracts';
import type { GatewayConfig } from '../config.ts';
import { aPlugin, aProfile } from '@laneway/testkit';
import {
  aFacadeConfig,
  aGatewayConfig,
  aLaneConfig,
  anEndpointConfig,
  aQueueConfig,
  aUse,
  namedByHeader,
  requestIdsOf,
  ScriptedBackend,
  startEngine,
} from '../testing/index.ts';

test('a reload keeps the order, ranks and deadlines of waiting requests', async () => {
  const lanes = ['gold', 'bronze'].map((name) => aLaneConfig({ name }));
  const { backend, clock, gateway, send } = await startEngine({ config: { lanes } });
  send({ id: 'first' });
  send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  const hurried = send({ headers: ['x-priority', 'gold', 'x-ttl', '2'] });
  send({ id: 'gold', headers: ['x-priority', 'gold'] });
  clock.advance(1_000);
  await gateway.reconfigure(aGatewayConfig({ lanes }));
  assert.equal(gateway.state().waiting, 3);
  clock.advance(1_000);
  assert.equal(hurried.refusal?.code, 'deadline_exceeded');
  backend.last().answer();
  backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.attempts), ['first', 'gold', 'bronze']);
});

test('waiting requests are served by the new order of lanes', async () => {
  const lanes = ['a', 'b'].map((name) => aLaneConfig({ name }));
  const { backend, gateway, send } = await startEngine({ config: { lanes } });
  send();
  send({ id: 'in-a', headers: ['x-priority', 'a'] });
  send({ id: 'in-b', headers: ['x-priority', 'b'] });
  await gateway.reconfigure(aGatewayConfig({ lanes: lanes.toReversed() }));
  backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.open()), ['in-b']);
});

test('requests of a removed lane move to the lanes that the new config selects', async () => {
  const { backend, gateway, send } = await startEngine({
    config: { lanes: ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name })) },
  });
  send();
  send({ id: 'silver', headers: ['x-priority', 'silver'] });
  send({ id: 'bronze', headers: ['x-priority', 'bronze'] });
  await gateway.reconfigure(
    aGatewayConfig({ lanes: [aLaneConfig({ name: 'gold' }), aLaneConfig({ name: 'bronze' })] }),
  );
  assert.equal(gateway.explain('silver')?.lane, 'bronze');
  backend.last().answer();
  backend.last().answer();
  assert.deepEqual(requestIdsOf(backend.attempts).slice(1), ['silver', 'bronze']);
});

test('a new endpoint serves waiting requests at once', async () => {
  const { backend, gateway, send } = await startEngine();
  send();
  send({ id: 'waiting' });
  await gateway.reconfigure(
    aGatewayConfig({ endpoints: ['a', 'b'].map((name) => anEndpointConfig({ name })) }),
  );
  assert.deepEqual(requestIdsOf(backend.open('b')), ['waiting']);
});

test('additional slots serve waiting requests at once', async () => {
  const { backend, gateway, send } = await startEngine();
  for (let request = 0; request < 3; request += 1) send();
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig({ slots: 2 })] }));
  assert.equal(backend.open().length, 2);
});

test('fewer slots also limit retries', async () => {
  const config = (slots: number): Partial<GatewayConfig> => ({
    endpoints: [anEndpointConfig({ slots })],
    facades: [aFacadeConfig({ failover: { ...aFacadeConfig().failover, retries: 2 } })],
  });
  const { backend, gateway, send } = await startEngine({ config: config(2) });
  send();
  send();
  await gateway.reconfigure(aGatewayConfig(config(1)));
  backend.open()[0]?.fail();
  assert.equal(backend.open().length, 1);
});

test('running answers continue, also those of a removed endpoint', async () => {
  const { backend, gateway, send } = await startEngine();
  const client = send();
  backend.last().head(200).data('be');
  const waiting = send();
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig({ name: 'b' })] }));
  backend.open('a')[0]?.data('fore').end();
  assert.equal(client.body, 'before');
  backend.open('b')[0]?.answer();
  assert.equal(waiting.header('x-laneway-endpoint'), 'b');
});

test('a request whose last endpoint is removed gets an error', async () => {
  const config = (path: string): Partial<GatewayConfig> => ({
    facades: [aFacadeConfig({ match: { paths: [path], models: [], hosts: [] } })],
  });
  const { gateway, send } = await startEngine({ config: config('/v1/*') });
  send();
  const waiting = send();
  await gateway.reconfigure(aGatewayConfig(config('/v2/*')));
  assert.equal(waiting.refusal?.code, 'no_facade');
  assert.equal(gateway.state().waiting, 0);
});

test('an endpoint that stays keeps its requests in flight, its throttle and its breaker', async () => {
  const { backend, clock, gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ slots: 2 })] },
  });
  send();
  send();
  backend.last().throttle(5_000);
  const before = gateway.endpoints()[0];
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig({ slots: 2, weight: 3 })] }));
  const after = gateway.endpoints()[0];
  assert.deepEqual(after, before);
  assert.equal(after?.inFlight, 1);
  assert.equal(after?.throttledUntilMs, clock.nowMs() + 5_000);
});

test('an endpoint with a new address starts with new state', async () => {
  const { backend, gateway, send } = await startEngine();
  send();
  backend.last().throttle(60_000);
  await gateway.reconfigure(
    aGatewayConfig({ endpoints: [anEndpointConfig({ url: 'http://elsewhere.test' })] }),
  );
  assert.equal(backend.open()[0]?.request.endpoint.origin, 'http://elsewhere.test');
});

test('a request that fails after the reload is retried at the endpoints of the new config', async () => {
  const { backend, gateway, send } = await startEngine();
  const client = send();
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig({ name: 'b' })] }));
  backend.last().fail();
  backend.open('b')[0]?.answer();
  assert.equal(client.status, 200);
});

test('a request whose profile is looked up during the reload is queued under the new config', async () => {
  let found: ((profile: Profile) => void) | undefined;
  const source = aPlugin('profile-source', () => ({
    find: () =>
      new Promise<Profile>((resolve) => {
        found = resolve;
      }),
  }));
  const config = (lane: string, endpoint: string): Partial<GatewayConfig> => ({
    lanes: [aLaneConfig({ name: lane })],
    endpoints: [anEndpointConfig({ name: endpoint })],
    profiles: namedByHeader,
  });
  const { backend, gateway, send } = await startEngine({
    config: config('old', 'a'),
    plugins: { profiles: source },
  });
  const client = send({ headers: ['x-user-id', 'alice'] });
  await gateway.reconfigure(aGatewayConfig(config('new', 'b')));
  found?.(aProfile());
  await new Promise(setImmediate);
  backend.open('b')[0]?.answer();
  assert.equal(client.header('x-laneway-lane'), 'new');
});

test('an unhealthy endpoint is used again when the new config does not probe it', async () => {
  let onProbe: ((healthy: boolean) => void) | undefined;
  let probing = false;
  const probes = new ScriptedBackend();
  const { backend, gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ connector: aUse('probing') })] },
    plugins: {
      probing: aPlugin('connector', () => ({
        ...probes.connector(),
        probe(_endpoint, sink) {
          probing = true;
          onProbe = (healthy) => sink.onProbe({ healthy, latencyMs: 1 });
          return () => {
            probing = false;
          };
        },
      })),
    },
  });
  onProbe?.(false);
  send();
  assert.equal(probes.attempts.length, 0);
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig()] }));
  assert.equal(probing, false);
  assert.equal(backend.open().length, 1);
});

test('after a smaller quota, requests wait until it has refilled at the new rate', async () => {
  const quota = (rpm: number) => anEndpointConfig({ slots: 10, quota: { tpm: undefined, rpm } });
  const { backend, clock, gateway, send } = await startEngine({ config: { endpoints: [quota(60)] } });
  for (let request = 0; request < 8; request += 1) send();
  const spent = backend.attempts.length;
  assert.ok(spent < 8);
  await gateway.reconfigure(aGatewayConfig({ endpoints: [quota(6)] }));
  clock.advance(10_500);
  assert.equal(backend.attempts.length, spent + 1);
});

test('a larger quota is used at once', async () => {
  const quota = (rpm: number) => anEndpointConfig({ slots: 10, quota: { tpm: undefined, rpm } });
  const { backend, clock, gateway, send } = await startEngine({ config: { endpoints: [quota(1)] } });
  for (let request = 0; request < 3; request += 1) send();
  await gateway.reconfigure(aGatewayConfig({ endpoints: [quota(6_000)] }));
  const spent = backend.attempts.length;
  assert.ok(spent < 3);
  clock.advance(50);
  assert.ok(backend.attempts.length > spent);
});

/** A plugin that notes when its instances are closed. */
function closing<Kind extends PluginKind>(
  closed: string[],
  name: string,
  plugin: Plugin<Kind>,
): Plugin<Kind> {
  return {
    ...plugin,
    create: async (options, host) => {
      const instance = await plugin.create(options, host);
      return { ...instance, close: () => void closed.push(name) };
    },
  };
}

test('a plugin instance without use is closed when the last request that uses it has ended', async () => {
  const closed: string[] = [];
  const old = new ScriptedBackend();
  const { gateway, send } = await startEngine({
    config: { endpoints: [anEndpointConfig({ connector: aUse('old') })] },
    plugins: {
      old: closing(
        closed,
        'old',
        aPlugin('connector', () => old.connector()),
      ),
    },
  });
  send();
  await gateway.reconfigure(aGatewayConfig({ endpoints: [anEndpointConfig()] }));
  await new Promise(setImmediate);
  assert.deepEqual(closed, []);
  old.last().answer();
  await new Promise(setImmediate);
  assert.deepEqual(closed, ['old']);
});

test('a plugin instance whose use has not changed is kept with its state', async () => {
  const closed: string[] = [];
  let created = 0;
  const policy = aPlugin('queue-policy', () => {
    created += 1;
    return { next: () => 0 };
  });
  const { gateway } = await startEngine({
    config: { queue: aQueueConfig({ policy: aUse('counted') }) },
    plugins: { counted: closing(closed, 'counted', policy) },
  });
  await gateway.reconfigure(
    aGatewayConfig({ queue: aQueueConfig({ policy: aUse('counted'), capacity: 5 }) }),
  );
  await new Promise(setImmediate);
  assert.equal(created, 1);
  assert.deepEqual(closed, []);
  await gateway.close();
  assert.deepEqual(closed, ['counted']);
});

test('a config with a plugin that cannot be created changes nothing, and its other new instances are closed', async () => {
  const closed: string[] = [];
  const { backend, gateway, send } = await startEngine({
    plugins: {
      fine: closing(
        closed,
        'fine',
        aPlugin('queue-policy', () => ({ next: () => 0 })),
      ),
      broken: aPlugin('connector', () => {
        throw new RangeError('no');
      }),
    },
  });
  const broken = aGatewayConfig({
    queue: aQueueConfig({ policy: aUse('fine') }),
    endpoints: [anEndpointConfig({ name: 'b', connector: aUse('broken') })],
  });
  await assert.rejects(gateway.reconfigure(broken), RangeError);
  assert.deepEqual(closed, ['fine']);
  assert.equal(gateway.state().generation, 1);
  send();
  assert.equal(backend.last().endpoint, 'a');
});
