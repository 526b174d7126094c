import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import type { ModelServer, ModelServerOptions } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import { testDropIn } from './harness/drop-in.ts';
import { metricLines } from './harness/metric-lines.ts';
import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';

const probe = '/status-0123456789abcdef';

function models(t: TestContext, count: number, options: ModelServerOptions = {}): Promise<ModelServer[]> {
  return Promise.all(Array.from({ length: count }, () => aModelServer(t, options)));
}

function direct({ url }: ModelServer, more = ''): string {
  return `host=${url};mode=direct${more}`;
}

interface Asked {
  readonly user?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function send(
  { proxyUrl }: ServedGateway,
  { user = 'a', path = chatPath, headers = {} }: Asked = {},
): Promise<Response> {
  return postJson(proxyUrl + path, chatBody(user), { headers });
}

/** Status of the answer, its error code if it has one, endpoint and lane. */
async function ask(gateway: ServedGateway, asked?: Asked) {
  const response = await send(gateway, asked);
  const text = await response.text();
  const { error } = JSON.parse(text) as { error?: { code?: string; param?: string } };
  const of = (name: string) => response.headers.get(`x-laneway-${name}`);
  return {
    status: response.status,
    code: error?.code,
    param: error?.param,
    endpoint: of('endpoint'),
    lane: of('lane'),
  };
}

function calls(servers: readonly ModelServer[]): number[] {
  return servers.map(({ ledger }) => ledger.length);
}

testDropIn('hosts: all of them take turns, however they are written', async (t, serveDropIn) => {
  const servers = await models(t, 4);
  const [a, b, c, d] = servers.map(({ url }) => url);
  const gateway = await serveDropIn({
    env: {
      Host1: `host=${a};mode=direct;processor=OpenAI`,
      HOST2: ` Host = ${b} , MODE = Direct `,
      Host3: `${c}`,
      Host4: `host=${d};probe=/`,
      LoadBalanceMode: 'RoundRobin',
    },
  });
  for (let count = 0; count < 8; count += 1) assert.equal((await ask(gateway)).status, 200);
  assert.deepEqual(calls(servers), [2, 2, 2, 2]);
});

testDropIn(
  'hosts: behind API Management, answers that name a processor are read by it',
  async (t, serveDropIn) => {
    const [server] = await models(t, 1, { headers: { TOKENPROCESSOR: 'MultiLineAllUsageProcessor' } });
    const gateway = await serveDropIn({ env: { Host1: `host=${server?.url};probe=/` } });
    const sources = async () => {
      await gateway.stateThat(({ exchanges }) => exchanges === 0);
      const lines = metricLines(await (await fetch(`${gateway.adminUrl}/metrics`)).text());
      return new Set(
        lines.filter(({ name }) => name === 'laneway_tokens_total').map(({ labels }) => labels['source']),
      );
    };
    await ask(gateway);
    assert.deepEqual(await sources(), new Set(['exact']));
    server?.configure({ headers: { TOKENPROCESSOR: 'DefaultStream' } });
    await ask(gateway);
    assert.deepEqual(await sources(), new Set(['exact', 'estimated']));
  },
);

testDropIn('hosts: one that fails is passed over, each host once in a pass', async (t, serveDropIn) => {
  const servers = await models(t, 3);
  for (const server of servers) server.setFault({ kind: 'status', status: 503 });
  const [one, two, three] = servers.map((server) => direct(server));
  const gateway = await serveDropIn({ env: { Host1: `${one}`, Host2: `${two}`, Host3: `${three}` } });
  assert.equal((await ask(gateway)).status, 503);
  assert.deepEqual(calls(servers), [1, 1, 1]);
  servers[2]?.clearFaults();
  const { status, endpoint } = await ask(gateway);
  assert.deepEqual([status, endpoint], [200, 'host3']);
});

testDropIn('hosts: with MultiPass they are asked again, up to MaxAttempts', async (t, serveDropIn) => {
  const servers = await models(t, 2);
  for (const server of servers) server.setFault({ kind: 'status', status: 503 });
  const [one, two] = servers.map((server) => direct(server));
  const gateway = await serveDropIn({
    env: { Host1: `${one}`, Host2: `${two}`, IterationMode: 'MultiPass', MaxAttempts: '5' },
  });
  assert.equal((await ask(gateway)).status, 503);
  assert.equal(
    calls(servers).reduce((sum, count) => sum + count),
    5,
  );
});

testDropIn(
  'hosts: a probed one is left out while its probes fail, a direct one is never probed',
  async (t, serveDropIn) => {
    const servers = await models(t, 3);
    const [managed, legacy, plain] = servers;
    assert(managed !== undefined && legacy !== undefined && plain !== undefined);
    const mend = legacy.setFault({ kind: 'status', status: 500 }, { on: 'probes' });
    const gateway = await serveDropIn({
      env: {
        Host1: `host=${managed.url};mode=apim;probe=${probe}`,
        Host2: legacy.url,
        Probe_path2: probe,
        Host3: direct(plain, `;probe=${probe}`),
        PollInterval: '20',
        LoadBalanceMode: 'roundrobin',
      },
    });
    const probed = async (...expected: unknown[]) => {
      await gateway.stateThat(({ endpoints }) =>
        endpoints.every((endpoint, index) => endpoint.probe === expected[index]),
      );
    };
    await probed('healthy', 'unhealthy', undefined);
    for (let count = 0; count < 4; count += 1) await ask(gateway);
    assert.deepEqual(calls(servers), [2, 0, 2]);
    assert.deepEqual([legacy.probes[0]?.target, plain.probes.length], [probe, 0]);
    mend();
    await probed('healthy', 'healthy', undefined);
    for (let count = 0; count < 3; count += 1) await ask(gateway);
    assert.deepEqual(calls(servers), [3, 1, 3]);
  },
);

testDropIn(
  'hosts: a host with a path serves requests below it, with the path removed unless stripprefix=false; other requests go to the other hosts',
  async (t, serveDropIn) => {
    const servers = await models(t, 3);
    const [team, kept, rest] = servers;
    assert(team !== undefined && kept !== undefined && rest !== undefined);
    const gateway = await serveDropIn({
      env: {
        Host1: direct(rest),
        Host2: direct(team, ';path=/team/a'),
        Host3: direct(kept, ';path=/openai/deployments/*;stripprefix=false'),
      },
    });
    const paths = [
      '/team/a/v1/chat/completions?x=1',
      '/openai/deployments/m/chat/completions',
      '/v1/chat/completions',
    ];
    for (const path of paths) assert.equal((await ask(gateway, { path })).status, 200);
    await send(gateway, { path: '/team/ab' });
    assert.deepEqual(
      servers.map(({ ledger }) => ledger.map(({ target }) => target)),
      [
        ['/v1/chat/completions?x=1'],
        ['/openai/deployments/m/chat/completions'],
        ['/v1/chat/completions', '/team/ab'],
      ],
    );
  },
);

testDropIn(
  'hosts: priority keys lead to lanes, the smallest value is served first, and the queue has an end',
  async (t, serveDropIn) => {
    const [server] = await models(t, 1, { hold: true });
    assert(server !== undefined);
    const gateway = await serveDropIn({
      env: {
        Host1: direct(server),
        PriorityKeys: 'urgent,batch',
        PriorityValues: '1,3',
        DefaultPriority: '2',
        Workers: '1',
        MaxQueueLength: '3',
      },
    });
    const answers = [ask(gateway, { user: 'first' })];
    await server.holding(1);
    for (const key of ['batch', 'unknown', 'urgent']) {
      answers.push(ask(gateway, { user: key, headers: { S7PPriorityKey: key } }));
      await gateway.stateThat(({ waiting }) => waiting === answers.length - 1);
    }
    const late = await send(gateway, { headers: { S7PPriorityKey: 'batch' } });
    assert.equal(late.status, 429);
    assert.match(late.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.match(await late.text(), /"code":"queue_full"/);
    for (let number = 1; number <= 4; number += 1) {
      await server.holding(1);
      server.release();
      await server.ended(number);
    }
    const lanes = (await Promise.all(answers)).map(({ lane }) => lane);
    assert.deepEqual(lanes, ['p2', 'p3', 'p2', 'p1']);
    assert.deepEqual(
      server.ledger.map(({ json }) => json['user']),
      ['first', 'urgent', 'unknown', 'batch'],
    );
    assert.equal(server.ledger[1]?.headers['s7pprioritykey'], undefined);
  },
);

const profiles = JSON.stringify([
  {
    id: 'alice',
    S7PPriorityKey: 'urgent',
    'X-Department': 'finance',
    'internal-note': 'secret',
    AllowedPaths: '/openai/*',
  },
  { id: 'carol', suspended: true },
]);

for (const kind of ['file', 'service']) {
  testDropIn(
    `hosts: profiles of a ${kind} decide the lane and the headers of a caller`,
    async (t, serveDropIn) => {
      const where = kind === 'file' ? 'file:profiles.json' : (await aService(t, profiles)).url;
      const [server] = await models(t, 1);
      assert(server !== undefined);
      const gateway = await serveDropIn({
        env: {
          Host1: direct(server),
          PriorityKeys: 'urgent',
          PriorityValues: '1',
          UseProfiles: 'true',
          UserConfigUrl: where,
          UserIDFieldName: 'id',
        },
        files: { 'profiles.json': profiles },
      });
      const as = (name: string) => ({ headers: { 'X-UserProfile': name, 'x-department': 'management' } });
      const { status, lane } = await ask(gateway, as('alice'));
      assert.deepEqual([status, lane], [200, 'p1']);
      const { headers = {} } = server.ledger[0] ?? {};
      assert.deepEqual([headers['x-department'], headers['internal-note']], ['finance', undefined]);
      assert.deepEqual(await ask(gateway, as('bob')).then(({ status: its, code }) => [its, code]), [
        403,
        'profile_unknown',
      ]);
      assert.deepEqual(await ask(gateway, as('carol')).then(({ status: its, code }) => [its, code]), [
        403,
        'profile_suspended',
      ]);
      assert.equal((await ask(gateway)).status, 200, 'a caller who names no profile is anonymous');
      assert.equal(server.ledger.length, 2);
    },
  );
}

testDropIn('hosts: headers are required, removed and checked', async (t, serveDropIn) => {
  const [server] = await models(t, 1);
  assert(server !== undefined);
  const gateway = await serveDropIn({
    env: {
      Host1: direct(server),
      RequiredHeaders: 'X-Tenant,X-UserProfile',
      DisallowedHeaders: 'X-Debug',
      ValidateHeaders: 'S7Path:AllowedPaths',
      UseProfiles: 'true',
      UserConfigUrl: 'file:profiles.json',
      UserIDFieldName: 'id',
    },
    files: { 'profiles.json': profiles },
  });
  const headers = { 'X-UserProfile': 'alice', 'X-Tenant': 't1', 'X-Debug': 'all' };
  assert.equal((await ask(gateway, { headers })).status, 200);
  assert.deepEqual(
    [server.ledger[0]?.headers['x-tenant'], server.ledger[0]?.headers['x-debug']],
    ['t1', undefined],
  );
  const lacking = await ask(gateway, { headers: { ...headers, 'X-Tenant': '' } });
  assert.deepEqual([lacking.status, lacking.code], [417, 'expectation_failed']);
  assert.match(lacking.param ?? '', /^x-tenant$/i);
  const astray = await ask(gateway, { headers, path: '/v1/chat/completions' });
  assert.deepEqual([astray.status, astray.code], [417, 'expectation_failed']);
  assert.equal(server.ledger.length, 1);
});

testDropIn(
  'hosts: callers say how long they wait for a slot and for a first byte',
  async (t, serveDropIn) => {
    const servers = await models(t, 2);
    const [one, two] = servers;
    assert(one !== undefined && two !== undefined);
    const gateway = await serveDropIn({
      env: { Host1: direct(one), Host2: direct(two), Workers: '1', LoadBalanceMode: 'roundrobin' },
    });
    one.setFault({ kind: 'black-hole' });
    const { status, endpoint } = await ask(gateway, { headers: { S7PTimeout: '50' } });
    assert.deepEqual([status, endpoint], [200, 'host2']);
    for (const server of servers) server.clearFaults();
    for (const server of servers) server.configure({ hold: true });
    const occupied = [ask(gateway), ask(gateway)];
    await Promise.all(servers.map((server) => server.holding(1)));
    const late = await send(gateway, { headers: { S7PTTL: '0.05' } });
    assert.deepEqual([late.status, late.headers.get('x-should-retry')], [412, 'false']);
    assert.match(await late.text(), /"code":"deadline_exceeded"/);
    assert.equal((await ask(gateway, { headers: { S7PTTL: 'soon' } })).code, 'invalid_header');
    for (const server of servers) server.release();
    assert.deepEqual(
      (await Promise.all(occupied)).map((answer) => answer.status),
      [200, 200],
    );
  },
);

testDropIn(
  'hosts: with usemi a host gets a token for Cognitive Services in place of what the caller sent',
  async (t, serveDropIn) => {
    const [server] = await models(t, 1, { requireBearer: 'a-managed-token' });
    assert(server !== undefined);
    const identity = await anIdentityEndpoint(t);
    const gateway = await serveDropIn({
      env: { Host1: direct(server, ';usemi=true') },
      machine: { IDENTITY_ENDPOINT: identity.url, IDENTITY_HEADER: 'proof' },
    });
    assert.equal((await ask(gateway, { headers: { 'api-key': 'the-callers' } })).status, 200);
    assert.equal(server.ledger[0]?.headers['api-key'], undefined);
    assert.match(identity.asked[0] ?? '', /resource=https%3A%2F%2Fcognitiveservices\.azure\.com/);
  },
);

test('hosts: an unsupported variable, and no other, is named at the start', async (t) => {
  const [server] = await models(t, 1);
  assert(server !== undefined);
  const env = { Port: '8000', Host1: direct(server), AsyncModeEnabled: 'false', HOSTNAME: 'me' };
  const { command, ended } = await serve(t, { env });
  command.kill('SIGTERM');
  const { stderr } = await ended;
  assert.match(stderr, /^environment {2}AsyncModeEnabled {2}Not supported: .*\n$/);
});

/** A service that answers every request with the same JSON. */
async function aService(t: TestContext, json: string): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.setHeader('content-type', 'application/json').end(json);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/answer`, asked };
}

/** The endpoint of Azure App Service that gives out tokens of a managed identity. */
function anIdentityEndpoint(t: TestContext): ReturnType<typeof aService> {
  const expiresOn = String(Math.floor(Date.now() / 1000) + 86_400);
  const token = {
    access_token: 'a-managed-token',
    expires_on: expiresOn,
    resource: 'r',
    token_type: 'Bearer',
  };
  return aService(t, JSON.stringify(token));
}
