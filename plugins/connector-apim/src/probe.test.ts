import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { anAttempt, aPluginHost, aTarget, FakeClock, RecordingSink } from '@laneway/testkit';
import type { ProbeResult, ProbeSink } from '@laneway/contracts';

import plugin from './index.ts';
import { apimOptions } from './apim-options.ts';

const statusPath = '/status-0123456789abcdef';

/** What probes found, one by one. */
class Findings implements ProbeSink {
  readonly results: ProbeResult[] = [];
  #arrived = Promise.withResolvers<void>();

  onProbe(result: ProbeResult): void {
    this.results.push(result);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
  }

  /** The result number `count`, counted from 1. */
  async result(count: number): Promise<ProbeResult> {
    for (;;) {
      const result = this.results[count - 1];
      if (result !== undefined) return result;
      await this.#arrived.promise;
    }
  }
}

/** A connector with probes, a backend for it to probe, and the clock that both wait for. */
async function aProbedBackend(
  t: TestContext,
  answer: RequestListener,
  random = () => 0.5,
  options: object = {},
) {
  const server = createServer(answer);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close());
  const clock = new FakeClock();
  const host = aPluginHost({ clock, random });
  const connector = await plugin.create(apimOptions.parse({ probe: statusPath, ...options }), host);
  t.after(() => connector.close?.());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const findings = new Findings();
  const stop =
    connector.probe?.(aTarget({ origin, basePath: '/openai' }), findings) ?? assert.fail('no probe');
  return { server, clock, connector, findings, stop };
}

/** Answers with the given statuses in turn, the last one ever after. */
function statuses(...each: number[]): RequestListener {
  return (_request, response) => {
    response.statusCode = (each.length > 1 ? each.shift() : each[0]) ?? 200;
    response.end('ok');
  };
}

function closing(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    request.socket.once('close', () => resolve());
  });
}

async function healthOf(findings: Findings, clock: FakeClock, probes: number): Promise<boolean[]> {
  for (let count = 1; count <= probes; count += 1) {
    await findings.result(count);
    clock.advance(15_000);
  }
  return findings.results.slice(0, probes).map(({ healthy }) => healthy);
}

test('the first probe is sent at once, to the probe path from the root of the host', async (t) => {
  let seen: string | undefined;
  const { findings } = await aProbedBackend(t, (request, response) => {
    seen = `${request.method} ${request.url}`;
    response.end();
  });
  assert.deepEqual(await findings.result(1), { healthy: true, latencyMs: 0 });
  assert.equal(seen, `GET ${statusPath}`);
});

test('the latency of a probe is the time to the end of its answer', async (t) => {
  const held: ServerResponse[] = [];
  const { server, clock, findings } = await aProbedBackend(
    t,
    (_request, response) => void held.push(response),
  );
  await once(server, 'request');
  clock.advance(120);
  held[0]?.end();
  assert.deepEqual(await findings.result(1), { healthy: true, latencyMs: 120 });
});

test('probes follow each other at the interval, which varies by the jitter', async (t) => {
  for (const [chance, waitMs] of [
    [0, 13_500],
    [0.5, 15_000],
    [0.75, 15_750],
  ] as const) {
    const { clock, findings, stop } = await aProbedBackend(t, statuses(200), () => chance);
    await findings.result(1);
    const endedAtMs = clock.nowMs();
    clock.advanceToNext();
    assert.equal(clock.nowMs() - endedAtMs, waitMs);
    await findings.result(2);
    stop();
  }
});

test('an endpoint is healthy while enough of its last probes succeed', async (t) => {
  const { clock, findings } = await aProbedBackend(
    t,
    statuses(200, 200, 200, 200, 500, 500, 200),
    undefined,
    {
      window: 5,
      successRate: '60%',
    },
  );
  // At worst two of the last five are bad.
  assert.deepEqual(
    await healthOf(findings, clock, 9),
    Array.from({ length: 9 }, () => true),
  );
});

test('an endpoint is unhealthy from the probe on that makes its success rate too low, until the rate is high enough', async (t) => {
  const { clock, findings } = await aProbedBackend(t, statuses(200, 200, 500, 500, 200), undefined, {
    window: 4,
    successRate: '75%',
  });
  assert.deepEqual(await healthOf(findings, clock, 7), [true, true, false, false, false, false, true]);
});

test('only an answer of 2xx is a success', async (t) => {
  for (const [status, healthy] of [
    [200, true],
    [204, true],
    [302, false],
    [401, false],
    [404, false],
    [503, false],
  ] as const) {
    const { findings } = await aProbedBackend(t, statuses(status));
    assert.equal((await findings.result(1)).healthy, healthy, String(status));
  }
});

test('an endpoint that has never answered is unhealthy', async (t) => {
  const { clock, findings } = await aProbedBackend(t, (request) => request.socket.destroy());
  assert.deepEqual(await healthOf(findings, clock, 3), [false, false, false]);
});

test('an answer that takes too long is a failure and is aborted', async (t) => {
  const { server, clock, findings } = await aProbedBackend(t, (_request, response) =>
    response.flushHeaders(),
  );
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const gone = closing(request);
  clock.advance(3_000);
  assert.deepEqual(await findings.result(1), { healthy: false, latencyMs: 3_000 });
  await gone;
});

test('a stopped probe is aborted, and no other follows', async (t) => {
  const { server, clock, findings, stop } = await aProbedBackend(t, () => {});
  const [request] = (await once(server, 'request')) as [IncomingMessage];
  const gone = closing(request);
  stop();
  await gone;
  assert.equal(clock.pending, 0);
  assert.deepEqual(findings.results, []);
});

test('closing the connector stops its probes', async (t) => {
  const { clock, connector, findings } = await aProbedBackend(t, statuses(200));
  await findings.result(1);
  await connector.close?.();
  assert.equal(clock.pending, 0);
});

test('probes do not wait behind requests, even if connections are limited', async (t) => {
  const held = Promise.withResolvers<void>();
  const { clock, connector, findings, server } = await aProbedBackend(
    t,
    (request, response) => {
      if (request.url === statusPath) response.end();
      else held.resolve();
    },
    undefined,
    { connections: 1 },
  );
  await findings.result(1);
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const running = connector.send(anAttempt({ endpoint: aTarget({ origin }) }), new RecordingSink());
  await held.promise;
  clock.advance(15_000);
  assert.equal((await findings.result(2)).healthy, true);
  running.abort();
});

test('an endpoint that is watched again, as after a change of the config, keeps its results', async (t) => {
  const { clock, connector, findings, server, stop } = await aProbedBackend(
    t,
    statuses(200, 200, 200, 200, 500),
  );
  await healthOf(findings, clock, 3);
  await findings.result(4);
  stop();
  const anew = new Findings();
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  connector.probe?.(aTarget({ origin }), anew);
  // Four good ones and a bad one are the 80 % that are asked for.
  assert.equal((await anew.result(1)).healthy, true);
});

test('a sink may stop its probes from within a result', async (t) => {
  const clock = new FakeClock();
  const connector = await plugin.create(apimOptions.parse({ probe: statusPath }), aPluginHost({ clock }));
  t.after(() => connector.close?.());
  const reported = Promise.withResolvers<void>();
  const stop = connector.probe?.(aTarget({ origin: 'nowhere' }), {
    onProbe() {
      stop?.();
      reported.resolve();
    },
  });
  await reported.promise;
  assert.equal(clock.pending, 0);
});

test('without a probe path there are no probes', async () => {
  const connector = await plugin.create(apimOptions.parse({}), aPluginHost());
  assert.ok(!('probe' in connector));
});

test('invalid options are rejected', () => {
  const mistakes = [
    { probe: 'status' },
    { probe: '/a b' },
    { successRate: '101%' },
    { successRate: 0.8 },
    { window: 0 },
    { prob: '/' },
  ];
  for (const options of mistakes)
    assert.equal(apimOptions.safeParse(options).success, false, JSON.stringify(options));
});
