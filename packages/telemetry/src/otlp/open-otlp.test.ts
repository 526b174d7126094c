import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import { test } from 'node:test';
import type { TraceContext } from '@laneway/contracts';
import { anAttemptEnded, anExchangeEnded, FakeClock, FakeLog } from '@laneway/testkit';

import type { MetricFamily } from '../metrics/metric-family.ts';
import { openOtlp } from './open-otlp.ts';
import type { OtlpSettings } from '../telemetry-settings.ts';

interface Sent {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A collector that accepts everything, or answers with `status`. */
async function startCollector(t: TestContext, status = 200) {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    void take(request).then((whole) => {
      sent.push(whole);
      return response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { sent, url: `http://127.0.0.1:${port}` };
}

async function take(request: IncomingMessage): Promise<Sent> {
  return { path: request.url ?? '', headers: request.headers, body: await buffer(request) };
}

function setEnvironment(t: TestContext, variables: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(variables)) {
    process.env[name] = value;
    t.after(() => delete process.env[name]);
  }
}

const trace: TraceContext = {
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  sampled: true,
};
const attemptTrace: TraceContext = { ...trace, spanId: 'c'.repeat(16), parentSpanId: trace.spanId };

const depth: MetricFamily = {
  name: 'laneway.lane.depth',
  unit: '{ticket}',
  kind: 'gauge',
  help: 'Tickets that wait',
  labels: ['lane'],
  series: [{ values: ['gold'], measured: 3 }],
};

async function openTo(endpoint: string | undefined, settings: Partial<OtlpSettings> = {}) {
  const log = new FakeLog();
  const clock = new FakeClock();
  const otlp = await openOtlp(
    { endpoint, headers: {}, protocol: 'http/json', serviceName: 'edge', intervalMs: 60_000, ...settings },
    { clock, log, version: '1.2.3', read: () => [depth] },
  );
  return { otlp, log, clock };
}

function bodyOf(sent: readonly Sent[], path: string) {
  const found = sent.find((request) => request.path === path);
  assert.ok(found, `nothing came to ${path}`);
  return JSON.parse(found.body.toString());
}

test('spans and metrics reach the collector under the name and version of the gateway', async (t) => {
  const { sent, url } = await startCollector(t);
  const { otlp } = await openTo(url);
  for (const sink of otlp.sinks) {
    sink.record(anAttemptEnded({ trace: attemptTrace }));
    sink.record(anExchangeEnded({ trace }));
  }
  await otlp.close();

  const [traces] = bodyOf(sent, '/v1/traces').resourceSpans;
  const attributes = Object.fromEntries(
    traces.resource.attributes.map(({ key, value }: { key: string; value: { stringValue: string } }) => [
      key,
      value.stringValue,
    ]),
  );
  assert.equal(attributes['service.name'], 'edge');
  assert.equal(attributes['service.version'], '1.2.3');
  assert.deepEqual(
    traces.scopeSpans[0].spans.map(({ name }: { name: string }) => name),
    ['chat gpt-4o', 'POST chat'],
  );
  const [metrics] = bodyOf(sent, '/v1/metrics').resourceMetrics;
  const names = metrics.scopeMetrics[0].metrics.map(({ name }: { name: string }) => name);
  assert.deepEqual(names, [
    'laneway.lane.depth',
    'gen_ai.client.operation.duration',
    'gen_ai.client.token.usage',
    'gen_ai.server.time_to_first_token',
  ]);
});

test('a metric is exported with its unit, its labels and its value', async (t) => {
  const { sent, url } = await startCollector(t);
  const { otlp } = await openTo(url);
  await otlp.close();
  const [metric] = bodyOf(sent, '/v1/metrics').resourceMetrics[0].scopeMetrics[0].metrics;
  assert.equal(metric.unit, '{ticket}');
  assert.equal(metric.gauge.dataPoints[0].asDouble, 3);
  assert.deepEqual(metric.gauge.dataPoints[0].attributes, [{ key: 'lane', value: { stringValue: 'gold' } }]);
});

test('tokens of an operation are a histogram by kind', async (t) => {
  const { sent, url } = await startCollector(t);
  const { otlp } = await openTo(url);
  for (const sink of otlp.sinks) sink.record(anExchangeEnded());
  await otlp.close();
  const { metrics } = bodyOf(sent, '/v1/metrics').resourceMetrics[0].scopeMetrics[0];
  const { histogram } = metrics.find(({ name }: { name: string }) => name === 'gen_ai.client.token.usage');
  const [input, output] = histogram.dataPoints;
  assert.deepEqual([input.sum, input.count], [20, 1]);
  assert.deepEqual([output.sum, output.count], [80, 1]);
  assert.equal(histogram.aggregationTemporality, 2);
  assert.equal(input.bucketCounts.length, input.explicitBounds.length + 1);
});

test('the headers of the settings are sent', async (t) => {
  const { sent, url } = await startCollector(t);
  const { otlp } = await openTo(url, { headers: { 'x-team': 'edge' } });
  await otlp.close();
  assert.equal(sent[0]?.headers['x-team'], 'edge');
});

test('the standard variables name endpoint, headers and encoding where the settings do not', async (t) => {
  const { sent, url } = await startCollector(t);
  setEnvironment(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${url}/base`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=abc',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  const log = new FakeLog();
  const otlp = await openOtlp(
    { endpoint: undefined, headers: {}, serviceName: 'edge', intervalMs: 60_000 },
    { clock: new FakeClock(), log, version: undefined, read: () => [depth] },
  );
  await otlp.close();
  assert.equal(sent[0]?.path, '/base/v1/metrics');
  assert.equal(sent[0]?.headers['x-key'], 'abc');
  assert.match(sent[0]?.body.toString() ?? '', /deployment\.environment\.name/);
});

test('an endpoint for one signal overrides the common one', async (t) => {
  const { sent, url } = await startCollector(t);
  setEnvironment(t, {
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${url}/metrics-only`,
  });
  const { otlp } = await openTo(undefined);
  await otlp.close();
  assert.deepEqual(
    sent.map(({ path }) => path),
    ['/metrics-only'],
  );
});

test('the encoding is protobuf by default', async (t) => {
  const { sent, url } = await startCollector(t);
  const log = new FakeLog();
  const otlp = await openOtlp(
    { endpoint: url, headers: {}, serviceName: 'edge', intervalMs: 60_000 },
    { clock: new FakeClock(), log, version: undefined, read: () => [depth] },
  );
  await otlp.close();
  assert.equal(sent[0]?.headers['content-type'], 'application/x-protobuf');
  assert.ok(sent[0]?.body.includes('laneway.lane.depth'));
});

test('gRPC, which is not supported, is reported and not silently replaced', async (t) => {
  setEnvironment(t, { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' });
  const { sent, url } = await startCollector(t);
  const log = new FakeLog();
  const otlp = await openOtlp(
    { endpoint: url, headers: {}, serviceName: 'edge', intervalMs: 60_000 },
    { clock: new FakeClock(), log, version: undefined, read: () => [depth] },
  );
  await otlp.close();
  assert.match(log.messages('warn')[0] ?? '', /gRPC/);
  assert.equal(sent[0]?.headers['content-type'], 'application/x-protobuf');
});

test('exports that the collector refuses are counted and logged, and closing succeeds', async (t) => {
  const { url } = await startCollector(t, 400);
  const { otlp, log } = await openTo(url);
  for (const sink of otlp.sinks) sink.record(anExchangeEnded({ trace }));
  await otlp.flush();
  await otlp.close();
  const [failures] = otlp.families;
  const counted = new Map(failures?.series.map(({ values, measured }) => [values.join(), measured]));
  assert.ok(Number(counted.get('traces')) >= 1);
  assert.ok(Number(counted.get('metrics')) >= 1);
  assert.deepEqual(log.messages('warn'), ['cannot export', 'cannot export']);
});

test('a collector that never answers does not delay the shutdown', async (t) => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.after(() => {
    silent.closeAllConnections();
    silent.close();
  });
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  // Limits only how long the exporter continues in the background.
  setEnvironment(t, { OTEL_EXPORTER_OTLP_TIMEOUT: '1000' });
  const { otlp, clock } = await openTo(`http://127.0.0.1:${port}`);
  const asked = once(silent, 'request');
  const closed = otlp.close();
  await asked;
  clock.advance(5_000);
  await closed;
  assert.deepEqual(otlp.families[0]?.series, [], 'it had waited until the export was given up');
});

test('exporting does not change global state of the process', async (t) => {
  const { url } = await startCollector(t);
  const { otlp } = await openTo(url);
  const shared = await import('@opentelemetry/api');
  assert.equal(shared.trace.getTracer('other').startSpan('span').isRecording(), false);
  assert.equal(shared.metrics.getMeterProvider().constructor.name, 'NoopMeterProvider');
  await otlp.close();
});
