import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { Figures, IntervalReport } from '@laneway/telemetry';
import type { LedgerEntry, ModelServer, ModelServerOptions } from '@laneway/model-server';
import { aModelServer, postJson } from '@laneway/model-server';

import { chatBody, chatPath } from './harness/chat-request.ts';
import type { MetricLine } from './harness/metric-lines.ts';
import { metricLines } from './harness/metric-lines.ts';
import type { ServedGateway } from './harness/served-gateway.ts';
import { serve } from './harness/served-gateway.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

/** A line of the usage ledger, as far as it is read here. */
interface LedgerLine {
  readonly endpoint?: string;
  readonly outcome: string;
  readonly tokens_exact: boolean;
  readonly prompt_tokens: number;
  readonly cached_tokens: number;
  readonly completion_tokens: number;
  readonly reasoning_tokens: number;
}

interface Tokens {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
  readonly reasoning: number;
}

/** The counts of one run from every source. */
interface Accounts {
  readonly backends: Readonly<Record<string, ModelServer>>;
  readonly metrics: readonly MetricLine[];
  readonly report: IntervalReport;
  readonly ledger: readonly LedgerLine[];
  readonly sent: number;
}

const embedding = { model: 'text-embedding-3-small', input: 'Hello' };
const streaming = { stream: true, stream_options: { include_usage: true } };

/** Sends plain and streamed chats and embeddings, one that fails, one that is throttled and one whose client leaves. */
async function scriptedRun(t: TestContext): Promise<Accounts> {
  const tokens: ModelServerOptions = {
    // Answers with embeddings have no field for cached tokens.
    cachedTokens: (_, { json }) => (json['input'] === undefined ? 2 : 0),
    reasoningTokens: 3,
    completionTokens: 20,
  };
  const [ptu, payg] = [await aModelServer(t, tokens), await aModelServer(t, tokens)];
  const folder = temporaryFolder(t);
  const gateway = await serve(t, {
    folder,
    config: {
      telemetry: { ledger: { path: 'usage.jsonl' } },
      endpoints: {
        ptu: { url: ptu.url, processors: ['openai'], group: 1 },
        payg: { url: payg.url, processors: ['openai'], group: 2 },
      },
    },
  });
  let sent = 0;
  const post = async (path: string, body: unknown) => {
    sent += 1;
    return (await postJson(`${gateway.proxyUrl}${path}`, body)).text();
  };
  for (const user of ['a', 'b', 'c']) await post(chatPath, chatBody(user));
  for (const user of ['d', 'e']) await post(chatPath, chatBody(user, streaming));
  for (let turn = 0; turn < 2; turn += 1) await post('/openai/v1/embeddings', embedding);
  await leaveMidStream(gateway, ptu);
  sent += 1;
  ptu.setFault({ kind: 'status', status: 500 }, { when: ({ json }) => json['user'] === 'fails' });
  await post(chatPath, chatBody('fails'));
  ptu.setFault({ kind: 'throttle', form: 'retry-after-ms', retryAfterMs: 60_000 }, { times: 1 });
  await post(chatPath, chatBody('throttled', streaming));
  for (const user of ['f', 'g']) await post(chatPath, chatBody(user));
  return { ...(await accountsOf(gateway, folder)), backends: { ptu, payg }, sent };
}

/** Leaves after some text has come: the first tokens, spent on reasoning, are not visible. */
async function leaveMidStream(gateway: ServedGateway, backend: ModelServer): Promise<void> {
  backend.configure({ holdAfterTokens: 6 });
  const leaving = new AbortController();
  const url = `${gateway.proxyUrl}${chatPath}`;
  const response = await postJson(url, chatBody('leaves', streaming), { signal: leaving.signal });
  await backend.holding(1);
  leaving.abort();
  await assert.rejects(response.text(), { name: 'AbortError' });
  await backend.idle();
  backend.configure({ holdAfterTokens: undefined });
}

/** Reads the gateway's counts when no request is in progress, and its ledger after its end. */
async function accountsOf(gateway: ServedGateway, folder: string) {
  await gateway.stateThat(({ exchanges }) => exchanges === 0);
  const url = `${gateway.adminUrl}/metrics`;
  const metrics = metricLines(await (await fetch(url)).text());
  const asJson = await fetch(url, { headers: { accept: 'application/json' } });
  const report = (await asJson.json()) as IntervalReport;
  gateway.command.kill('SIGTERM');
  await gateway.ended;
  const lines = readFileSync(join(folder, 'usage.jsonl'), 'utf8').trimEnd().split('\n');
  return { metrics, report, ledger: lines.map((line) => JSON.parse(line) as LedgerLine) };
}

/** Sum of the samples in `lines` with that name and these labels. */
function sum(lines: readonly MetricLine[], name: string, labels: Readonly<Record<string, string>>): number {
  return lines
    .filter((line) => line.name === name)
    .filter((line) => Object.entries(labels).every(([label, value]) => line.labels[label] === value))
    .reduce((total, { amount }) => total + amount, 0);
}

/** The figures of an endpoint, all windows together: a run may cross the hour. */
function reported({ windows }: IntervalReport, endpoint: string, of: (figures: Figures) => number): number {
  return windows.reduce((total, { endpoints }) => {
    const figures = endpoints[endpoint];
    return figures === undefined ? total : total + of(figures);
  }, 0);
}

/** Usage that a backend reported to its clients. */
function tokensReported(entries: readonly LedgerEntry[]): Tokens {
  const usages = entries.filter(({ usageReported }) => usageReported).map(({ usage }) => usage);
  return {
    prompt: usages.reduce((total, usage) => total + (usage?.promptTokens ?? 0), 0),
    cached: usages.reduce((total, usage) => total + (usage?.cachedTokens ?? 0), 0),
    completion: usages.reduce((total, usage) => total + (usage?.completionTokens ?? 0), 0),
    reasoning: usages.reduce((total, usage) => total + (usage?.reasoningTokens ?? 0), 0),
  };
}

function tokensIn(lines: readonly LedgerLine[]): Tokens {
  return {
    prompt: lines.reduce((total, line) => total + line.prompt_tokens, 0),
    cached: lines.reduce((total, line) => total + line.cached_tokens, 0),
    completion: lines.reduce((total, line) => total + line.completion_tokens, 0),
    reasoning: lines.reduce((total, line) => total + line.reasoning_tokens, 0),
  };
}

test('in a mixed run, the counts of the gateway equal the ledgers of its backends', async (t) => {
  const { backends, metrics, report, ledger, sent } = await scriptedRun(t);
  assert.equal(sum(metrics, 'laneway_exchanges_total', {}), sent);
  assert.equal(report.total.calls, sent);
  assert.equal(ledger.length, sent);
  assert.equal(sum(metrics, 'laneway_exchanges_total', { outcome: 'cancelled' }), 1);
  assert.equal(report.total.cancelled, 1);

  for (const [endpoint, { ledger: entries }] of Object.entries(backends)) {
    const attempts = sum(metrics, 'laneway_attempts_total', { endpoint });
    assert.equal(attempts, entries.length, `${endpoint}: attempts`);
    assert.equal(
      reported(report, endpoint, ({ calls }) => calls),
      entries.length,
      `${endpoint}: calls`,
    );

    const throttles = entries.filter(({ status }) => status === 429).length;
    assert.equal(sum(metrics, 'laneway_throttles_total', { endpoint }), throttles, `${endpoint}: 429s`);
    assert.equal(
      reported(report, endpoint, ({ throttled }) => throttled),
      throttles,
    );

    const broken = entries.filter(({ status }) => status === 500);
    assert.equal(sum(metrics, 'laneway_attempts_total', { endpoint, outcome: 'failed' }), broken.length);
    assert.equal(
      reported(report, endpoint, ({ failures }) => failures),
      broken.length,
    );

    // A request may have two attempts at an endpoint, but fails over from it once.
    const failovers = throttles + new Set(broken.map(({ json }) => json['user'])).size;
    assert.equal(
      sum(metrics, 'laneway_failovers_total', { from: endpoint }),
      failovers,
      `${endpoint}: moves`,
    );
    const moves = reported(report, endpoint, (figures) =>
      Object.values(figures.failovers).reduce((total, times) => total + times, 0),
    );
    assert.equal(moves, failovers);
  }
  assert.equal(sum(metrics, 'laneway_failovers_total', { from: 'ptu', to: 'payg', reason: 'throttled' }), 1);
  assert.ok(backends['ptu']?.ledger.some(({ status }) => status === 500));
});

test('tokens of each kind equal those that the backends reported; the tokens of a client that left are a separate estimate', async (t) => {
  const { backends, metrics, report, ledger } = await scriptedRun(t);
  for (const [endpoint, { ledger: entries }] of Object.entries(backends)) {
    const ofBackends = tokensReported(entries);
    assert.ok(
      ofBackends.prompt > 0 && ofBackends.cached > 0 && ofBackends.completion > 0 && ofBackends.reasoning > 0,
      endpoint,
    );
    const lines = ledger.filter((line) => line.endpoint === endpoint);
    const [exact, estimated] = [true, false].map((isExact) =>
      tokensIn(lines.filter(({ tokens_exact }) => tokens_exact === isExact)),
    );
    assert.deepEqual(exact, ofBackends, `${endpoint}: ledger`);
    for (const [source, tokens] of [
      ['exact', exact],
      ['estimated', estimated],
    ] as const)
      for (const [type, amount] of Object.entries(tokens ?? {}))
        assert.equal(
          sum(metrics, 'laneway_tokens_total', { endpoint, type, source }),
          amount,
          `${endpoint}: ${source} ${type}`,
        );

    const all = tokensIn(lines);
    for (const type of ['prompt', 'cached', 'completion', 'reasoning'] as const)
      assert.equal(
        reported(report, endpoint, ({ tokens }) => tokens[type]),
        all[type],
        `${endpoint}: ${type}`,
      );
    const guessed = (estimated?.prompt ?? 0) + (estimated?.completion ?? 0);
    assert.equal(
      reported(report, endpoint, ({ tokens }) => tokens.estimated),
      guessed,
    );
  }
  assert.ok(report.total.tokens.estimated > 0, 'the leaving client had something');
  const ofBackends = tokensReported(Object.values(backends).flatMap((backend) => backend.ledger));
  assert.deepEqual(tokensIn(ledger.filter(({ outcome }) => outcome === 'served')), ofBackends);
});
