import { parseArgs } from 'node:util';

import type { Figures } from './figures.ts';
import { flood } from './flood.ts';
import { laneShares } from './lane-shares.ts';
import { overload } from './overload.ts';
import { ptuSpill } from './ptu-spill.ts';
import { sharedPtu, sharedPtuMixes } from './shared-ptu.ts';

/** The scenarios, by the name that the command line uses. */
const scenarios: Readonly<Record<string, (seed: number) => Promise<Figures>>> = {
  overload,
  flood,
  'ptu-spill': ptuSpill,
  'lane-shares': laneShares,
  'shared-ptu': sharedPtu,
  'shared-ptu-mixes': sharedPtuMixes,
};

// Usage: npm run scenario -- [--seed 2] [name ...]. Without names, runs all scenarios.
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
for (const name of chosen) {
  const scenario = scenarios[name];
  if (scenario === undefined) {
    console.error(`There is no scenario ${name}. There are: ${Object.keys(scenarios).join(', ')}.`);
    process.exitCode = 1;
    continue;
  }
  console.log(`\n${name}, seed ${values.seed}`);
  print(await scenario(Number(values.seed)));
}

// One column per case: there are few cases and many figures.
function print(figures: Figures): void {
  const cases = Object.keys(figures);
  const columns = [...new Set(cases.flatMap((each) => Object.keys(figures[each] ?? {})))];
  console.table(
    Object.fromEntries(
      columns.map((column) => [
        column,
        Object.fromEntries(cases.map((each) => [each, rounded(figures[each]?.[column])])),
      ]),
    ),
  );
}

function rounded(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(3));
}
