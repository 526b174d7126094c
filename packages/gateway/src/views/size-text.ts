import type { ModelSize, PtuEstimate } from '@laneway/telemetry';

import type { Paint } from './glance-tables.ts';
import { shortDuration, table } from './table.ts';
import type { Traffic, TrafficRates } from './traffic-rates.ts';

/** The traffic and its estimate as text. Rates are rounded up, because the capacity must be sufficient. */
export function sizeText(traffic: Traffic, size: PtuEstimate, paint: Paint): string {
  const heading = (...names: string[]) => names.map((name) => paint('dim', name));
  const { watchedMinutes, all, models } = traffic;
  return [
    `${all.calls} requests in ${shortDuration(watchedMinutes * 60_000)}`,
    '',
    ...table([
      heading('MODEL', 'REQUESTS', 'TPM', 'PEAK TPM', 'RPM', 'PEAK RPM'),
      ...models.map((rates) => rateRow(rates.model, rates)),
      rateRow('all', all),
    ]),
    '',
    ...table([
      heading(
        'MODEL',
        'SIZED AS',
        'TPM PER PTU',
        'OUTPUT WEIGHT',
        'WEIGHTED PEAK TPM',
        'PEAK PTU',
        'PTU TO DEPLOY',
      ),
      ...size.models.map(sizeRow),
      ['all', '', '', '', '', '', size.ptus],
    ]),
    '',
    'This is an estimate; confirm it with a test. It assumes:',
    ...size.assumptions.map((sentence) => `- ${sentence}`),
  ].join('\n');
}

function rateRow(name: string, { calls, ...rates }: TrafficRates): (string | number)[] {
  const { meanTpm, peakTpm, meanRpm, peakRpm } = rates;
  return [name, calls, ...[meanTpm, peakTpm, meanRpm, peakRpm].map(Math.ceil)];
}

function sizeRow({ model, sizedAs, inputTpmPerPtu, outputWeight, ...need }: ModelSize): (string | number)[] {
  return [
    model,
    sizedAs,
    inputTpmPerPtu,
    outputWeight,
    Math.ceil(need.peakTpm),
    Math.ceil(need.peakPtus),
    need.ptus,
  ];
}
