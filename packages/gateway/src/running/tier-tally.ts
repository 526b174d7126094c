import type { GatewayEvent, TelemetrySink } from '@laneway/contracts';

/** Counts of a tier's requests since the gateway started. */
export interface TierSnapshot {
  readonly tier: string;
  readonly served: number;
  /** Served by a later selector of the tier; part of `served`. */
  readonly spilled: number;
  /** Rejected, evicted or failed. */
  readonly unserved: number;
  readonly cancelled: number;
  /** Prompt and completion tokens of the served ones. */
  readonly tokens: number;
  /** Mean time in a lane of the served ones, in milliseconds. */
  readonly waitedMs: number;
  /** Shared endpoints where lower tiers make room for this one; left out if there are none. */
  readonly shared?: readonly SharedEndpoints[];
}

/** What one tier gets of endpoints that it shares. Shares are of the last minutes, 0 to 1. */
export interface SharedEndpoints {
  readonly endpoints: readonly string[];
  /** Share of the slots' time that was used. */
  readonly busy: number;
  /** Share of the tier's requests that took a later class of its route. */
  readonly spill: number;
  /** The spill that it would have if no lower tier used the slots. */
  readonly floor: number;
  /** Slots that lower tiers leave free. */
  readonly headroom: number;
}

type Totals = { -readonly [Field in Exclude<keyof TierSnapshot, 'tier' | 'waitedMs' | 'shared'>]: number } & {
  waitedTotalMs: number;
};

const withoutTier = '(none)';

/** Counts the outcomes of each tier's requests. */
export class TierTally implements TelemetrySink {
  readonly #totals = new Map<string, Totals>();

  record(event: GatewayEvent): void {
    if (event.kind !== 'exchange-ended') return;
    const totals = this.#totalsOf(event.tier ?? withoutTier);
    if (event.outcome === 'cancelled') totals.cancelled += 1;
    else if (event.outcome === 'served') {
      const { promptTokens = 0, completionTokens = 0 } = event.usage ?? {};
      totals.served += 1;
      totals.spilled += event.spilled ? 1 : 0;
      totals.tokens += promptTokens + completionTokens;
      totals.waitedTotalMs += event.waitedMs;
    } else totals.unserved += 1;
  }

  async flush(): Promise<void> {}

  async close(): Promise<void> {}

  /** By name. Requests without a tier are counted as `(none)`. `sharedBy`: the shared endpoints of a tier. */
  tiers(sharedBy: (tier: string) => readonly SharedEndpoints[] = () => []): readonly TierSnapshot[] {
    return Array.from(this.#totals, ([tier, { waitedTotalMs, ...totals }]) => {
      const shared = sharedBy(tier);
      return {
        tier,
        ...totals,
        waitedMs: totals.served === 0 ? 0 : waitedTotalMs / totals.served,
        ...(shared.length === 0 ? {} : { shared }),
      };
    }).sort((a, b) => (a.tier < b.tier ? -1 : 1));
  }

  #totalsOf(tier: string): Totals {
    let totals = this.#totals.get(tier);
    if (totals === undefined) {
      totals = { served: 0, spilled: 0, unserved: 0, cancelled: 0, tokens: 0, waitedTotalMs: 0 };
      this.#totals.set(tier, totals);
    }
    return totals;
  }
}
