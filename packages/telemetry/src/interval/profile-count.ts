import type { ExchangeEnded } from '@laneway/contracts';

import type { ProfileFigures } from './interval-report.ts';
import { SeriesTable } from '../metrics/series-table.ts';
import { TokenCount } from './token-count.ts';

/** Profiles that a window counts separately; all others count as `other`. */
const mostProfiles = 10_000;

interface Spending {
  calls: number;
  failures: number;
  readonly tokens: TokenCount;
}

/** Counts the tokens of each profile in one window. */
export class ProfileCount {
  readonly #named: number;
  readonly #spendings = new SeriesTable<Spending>(
    () => ({ calls: 0, failures: 0, tokens: new TokenCount() }),
    {
      values: mostProfiles,
    },
  );

  /** `named`: number of profiles to name, those with the most tokens. */
  constructor(named: number) {
    this.#named = named;
  }

  add({ profile, outcome, usage, usageExact }: ExchangeEnded): void {
    if (profile === undefined) return;
    const spending = this.#spendings.at(profile);
    spending.calls += 1;
    if (outcome !== 'served' && outcome !== 'cancelled') spending.failures += 1;
    if (usage !== undefined) spending.tokens.add(usage, usageExact);
  }

  /** In descending order of tokens. */
  top(): readonly ProfileFigures[] {
    return this.#spendings.entries
      .toSorted(([, a], [, b]) => b.tokens.total - a.tokens.total)
      .slice(0, this.#named)
      .map(([values, { calls, failures, tokens }]) => ({
        profile: values.join(),
        calls,
        failures,
        tokens: tokens.figures(),
      }));
  }
}
