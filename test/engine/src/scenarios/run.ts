import { parseArgs } from 'node:util';

import type { Figures } from './figures.ts';
import { flood } from './flood.ts';
import { overload } from './overload.ts';
import { ptuSpill } from './ptu-spill.ts';
import { quota } from './quota.ts';
import { sharedPtu, sharedPtuMixes } from './shared-ptu.ts';

/** Every scenario by the name that it is run by. */
const scenarios: Readonly<Record<string, (seed: number) => Promise<Figures>>> = {
  overload,
  flood,
  'ptu-spill': ptuSpill,
  quota,
  'shared-ptu': sharedPtu,
  'shared-ptu-mixes': sharedPtuMixes,
};

// scenario [--seed 2] [name ...]: without names, all of them.
const { values, positionals } = parseArgs({
  options: { seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
for (const name of chosen) {
  const play = scenarios[name];
  if (play === undefined) {
    console.error(`There is no scenario ${name}. There are: ${Object.keys(scenarios).join(', ')}.`);
    process.exitCode = 1;
    continue;
  }
  console.log(`\n${name}, seed ${values.seed}`);
  print(await play(Number(values.seed)));
}

// Columns are few enough for a page only if cases stand side by side.
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
