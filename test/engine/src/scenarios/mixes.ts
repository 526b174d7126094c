/** Calls of one tier. */
export interface TierLoad {
  readonly tier: string;
  /** Calls per second at a moment of the scenario. */
  readonly perSecond: (nowMs: number) => number;
  /** The most that `perSecond` ever gives. */
  readonly most: number;
  /** Shortest and longest service time at a moment, in milliseconds; evenly spread between them. */
  readonly serviceMs: (nowMs: number) => readonly [number, number];
  /** How long a call waits for provisioned slots before it takes pay-as-you-go, in milliseconds. */
  readonly patienceMs: number;
}

/** Tiers, best first, that share provisioned endpoints. */
export interface Mix {
  /** Slots of each provisioned endpoint. */
  readonly slots: readonly number[];
  readonly tiers: readonly TierLoad[];
  readonly margin: number;
  /** Whether the mix changes while it runs. */
  readonly changing: boolean;
}

const answers = [500, 1_500] as const;

function steady(tier: string, perSecond: number, patienceMs: number): TierLoad {
  return { tier, perSecond: () => perSecond, most: perSecond, serviceMs: () => answers, patienceMs };
}

/** Gold at 70 % and silver at 60 % of what the slots can do; an answer takes a second on average. */
export function goldAndSilver(slots: number, patienceMs: number, margin: number): Mix {
  const tiers = [steady('gold', 0.7 * slots, patienceMs), steady('silver', 0.6 * slots, 2_000)];
  return { slots: [slots], tiers, margin, changing: false };
}

const dayMs = 720_000;

/** Mixes that no single reserve fits. */
export const furtherMixes: Readonly<Record<string, Mix>> = {
  'bursty gold': {
    slots: [10],
    tiers: [
      {
        ...steady('gold', 0, 500),
        most: 14,
        perSecond: (nowMs) => (nowMs % 24_000 < 6_000 ? 14 : 3),
      },
      steady('silver', 6, 2_000),
    ],
    margin: 0.01,
    changing: true,
  },
  'silver with long answers': {
    slots: [10],
    tiers: [steady('gold', 6, 500), { ...steady('silver', 1.2, 2_000), serviceMs: () => [2_000, 8_000] }],
    margin: 0.01,
    changing: false,
  },
  'three tiers': {
    slots: [20],
    tiers: [steady('gold', 8, 500), steady('silver', 7, 1_000), steady('bronze', 10, 2_000)],
    margin: 0.01,
    changing: false,
  },
  'two PTUs': {
    slots: [10, 10],
    tiers: [steady('gold', 14, 200), steady('silver', 12, 2_000)],
    margin: 0.01,
    changing: false,
  },
  'a day': {
    slots: [10],
    tiers: [
      {
        ...steady('gold', 0, 300),
        most: 8,
        perSecond: (nowMs) => 2 + 3 * (1 - Math.cos((nowMs / dayMs) * 2 * Math.PI)),
      },
      steady('silver', 6, 2_000),
    ],
    margin: 0.01,
    changing: true,
  },
  'a model mix that shifts': {
    slots: [10],
    tiers: [
      {
        ...steady('gold', 6, 300),
        serviceMs: (nowMs) => (nowMs % 480_000 < 240_000 ? [400, 1_000] : [800, 2_200]),
      },
      steady('silver', 6, 2_000),
    ],
    margin: 0.01,
    changing: true,
  },
};
