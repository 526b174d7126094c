import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { startEngine } from '@laneway/core/testing';
import { FakeClock, FakeLog } from '@laneway/testkit';

import { EventMetrics } from './event-metrics.ts';
import { ExportWatch } from '../otlp/export-watch.ts';
import type { MetricFamily } from './metric-family.ts';
import { MetricReader } from './metric-reader.ts';
import { prometheusName } from './prometheus-text.ts';

async function allFamilies(): Promise<readonly MetricFamily[]> {
  const { gateway, clock } = await startEngine();
  const events = new EventMetrics();
  const reader = new MetricReader({
    clock,
    version: '1.2.3',
    log: { dropped: 0 },
    ledger: { lost: 0 },
    events,
  });
  reader.add([new ExportWatch({ clock: new FakeClock(), log: new FakeLog() }).failures]);
  return reader.read(gateway);
}

function packageFile(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** Names of metrics in a text, without what Prometheus appends to those of histograms. */
function namesIn(text: string): ReadonlySet<string> {
  const names = text.match(/\b(?:laneway|process|nodejs)_[a-z_]+/g) ?? [];
  return new Set(names.map((name) => name.replace(/_(bucket|sum|count)$/, '')));
}

test('no two metrics have the same name', async () => {
  const names = (await allFamilies()).map(prometheusName);
  assert.deepEqual(names, [...new Set(names)]);
});

test('the dashboard uses only metrics that exist', async () => {
  const known = new Set((await allFamilies()).map(prometheusName));
  const asked = namesIn(packageFile('dashboards/laneway.json'));
  assert.ok(asked.size > 20);
  assert.deepEqual(
    [...asked].filter((name) => !known.has(name)),
    [],
  );
});

test('the README lists every metric with its labels, and no other', async () => {
  const rows = packageFile('README.md').matchAll(/^\| `((?:laneway|process|nodejs)_\w+)` \| ([^|]*) \|/gm);
  const listed = Object.fromEntries([...rows].map(([, name, labels]) => [name, labels?.trim()]));
  const families = (await allFamilies()).map((family) => [
    prometheusName(family),
    family.labels.map((label) => `\`${label}\``).join(', '),
  ]);
  assert.deepEqual(listed, Object.fromEntries(families));
});

test('without an engine to observe, only the metrics of the process are read', () => {
  const reader = new MetricReader({
    clock: new FakeClock(),
    version: undefined,
    log: { dropped: 7 },
    ledger: undefined,
    events: undefined,
  });
  const families = reader.readObserved();
  assert.equal(
    families.some(({ name }) => name.startsWith('laneway.lane')),
    false,
  );
  const lost = families.find(({ name }) => name === 'laneway.telemetry.lost');
  assert.deepEqual(lost?.series, [{ values: ['log'], measured: 7 }]);
});
