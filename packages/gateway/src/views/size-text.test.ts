import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sizeText } from './size-text.ts';
import { trafficRates } from './traffic-rates.ts';
import { twoHours } from './two-hours.test.fixture.ts';

test('the text gives each model a line in both tables, rounds up and states every assumption', () => {
  const report = twoHours();
  const lines = sizeText(trafficRates(report), report.size, (_, text) => text).split('\n');
  assert.equal(lines[0], '62 requests in 120 min');
  assert.deepEqual(
    lines.filter((line) => /^(?:busy|quiet|all) /.test(line)).map((line) => line.split(/ +/)),
    [
      ['busy', '61', '51', '6000', '1', '60'],
      ['quiet', '1', '1', '100', '1', '1'],
      ['all', '62', '52', '6000', '1', '60'],
      ['busy', 'gpt-4.1', '3000', '4', '20400', '7', '15'],
      ['quiet', 'gpt-4.1', '3000', '4', '340', '1', '15'],
      ['all', '30'],
    ],
  );
  for (const assumption of report.size.assumptions) assert.ok(lines.includes(`- ${assumption}`), assumption);
});
