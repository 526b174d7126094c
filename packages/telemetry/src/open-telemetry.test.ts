import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startEngine } from '@laneway/core/testing';
import { anExchangeEnded, FakeClock } from '@laneway/testkit';

import { openTelemetry } from './open-telemetry.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';

const nothing: TelemetrySettings = {
  prometheus: false,
  otlp: undefined,
  log: { level: 'silent', headers: [] },
  ledger: undefined,
  interval: { windowMs: 3_600_000, history: 24 },
};

async function openWith(settings: Partial<TelemetrySettings>) {
  const clock = new FakeClock();
  const lines: string[] = [];
  const destination = { write: (line: string) => lines.push(line) };
  const telemetry = await openTelemetry(
    { ...nothing, ...settings },
    { clock, version: '1.2.3', destination },
  );
  return { telemetry, clock, lines };
}

test('with everything off, there is no sink and OpenTelemetry is not loaded', async () => {
  const { telemetry } = await openWith({});
  assert.deepEqual(telemetry.sinks, []);
  assert.equal(telemetry.traceSampling, undefined);
  assert.deepEqual(
    modulesLoadedBy('{}').filter((url) => url.includes('@opentelemetry')),
    [],
  );
});

test('OpenTelemetry is loaded if export is configured', () => {
  const otlp =
    "{ otlp: { endpoint: 'http://127.0.0.1:9', headers: {}, serviceName: 'edge', intervalMs: 60000 } }";
  assert.ok(modulesLoadedBy(otlp).some((url) => url.includes('@opentelemetry/sdk-metrics')));
});

/** URLs of all modules that a process loads when it opens telemetry with `settings`, a JavaScript expression. */
function modulesLoadedBy(settings: string): readonly string[] {
  const module = new URL('./open-telemetry.ts', import.meta.url).href;
  const program = `
    import { registerHooks } from 'node:module';
    const urls = [];
    registerHooks({ load: (url, context, next) => { urls.push(url); return next(url, context); } });
    const { openTelemetry } = await import(${JSON.stringify(module)});
    const clock = { nowMs: () => 0, setTimer: () => ({ cancel() {} }) };
    await openTelemetry({ ...${JSON.stringify(nothing)}, ...${settings} }, { clock });
    console.log(JSON.stringify(urls));
    process.exit();`;
  const flags = [
    ...process.execArgv.filter((flag) => flag.startsWith('--conditions')),
    '--input-type=module',
  ];
  return JSON.parse(execFileSync(process.execPath, [...flags, '--eval', program], { encoding: 'utf8' }));
}

test('an exchange appears in the metrics, the report, the ledger and the log', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-telemetry-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'usage.jsonl');
  const { telemetry, clock, lines } = await openWith({
    prometheus: true,
    log: { level: 'info', headers: [] },
    ledger: { path, rotateBytes: 1_000_000 },
  });
  const engine = await startEngine({ clock, sinks: telemetry.sinks });
  engine.send({ path: '/models/gpt-4o/chat' });
  engine.backend.last().answer();

  const text = telemetry.metricsText(engine.gateway);
  assert.match(text, /^laneway_exchanges_total\{.*outcome="served",status="2xx"\} 1$/m);
  assert.match(text, /^laneway_endpoint_slots\{endpoint="a"\} 1$/m);
  assert.match(text, /^laneway_build_info\{version="1\.2\.3"\} 1$/m);
  const report = telemetry.metricsReport(engine.gateway);
  assert.equal(report.generation, 1);
  assert.equal(report.total.calls, 1);
  await telemetry.close();
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).model, 'gpt-4o');
  assert.ok(lines.some((line) => JSON.parse(line).msg === 'exchange'));
});

test('Prometheus can read every line of the metrics, and no series occurs twice', async () => {
  const { telemetry, clock } = await openWith({ prometheus: true });
  const { gateway } = await startEngine({ clock, sinks: telemetry.sinks });
  for (const sink of telemetry.sinks)
    sink.record(anExchangeEnded({ model: 'a "quoted" \\ name\nof two lines' }));
  const lines = telemetry.metricsText(gateway).trimEnd().split('\n');
  const label = String.raw`[a-z_]+="(?:[^"\\\n]|\\["\\n])*"`;
  const sample = new RegExp(String.raw`^[a-z_]+(?:\{${label}(?:,${label})*\})? (?:[-+\d.e]+|\+Inf)$`);
  const comment = /^# (?:HELP [a-z_]+ \S.*|TYPE [a-z_]+ (?:counter|gauge|histogram))$/;
  for (const line of lines) assert.match(line, line.startsWith('#') ? comment : sample);
  const series = lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.slice(0, line.lastIndexOf(' ')));
  assert.deepEqual(series, [...new Set(series)]);
});

test('a ledger that cannot be written to is refused', async () => {
  await assert.rejects(openWith({ ledger: { path: tmpdir(), rotateBytes: 1_000 } }), {
    code: 'config_invalid',
  });
});

test('telemetry may be flushed and closed more than once', async () => {
  const { telemetry } = await openWith({ prometheus: true, log: { level: 'info', headers: [] } });
  await telemetry.flush();
  await telemetry.close();
  await telemetry.close();
});
