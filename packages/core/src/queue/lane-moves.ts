import type { GatewayConfig } from '../config.ts';
import type { Lane } from './lane.ts';
import type { LaneRules } from '../routing/lane-choice.ts';

/** Tickets of lane `from` that would be in lane `to`. */
export interface LaneMove {
  readonly from: string;
  readonly to: string;
  readonly tickets: number;
}

/** The waiting tickets that would be in other lanes under `config`, counted by pair of lanes. */
export function laneMoves(lanes: readonly Lane[], config: GatewayConfig): readonly LaneMove[] {
  const rules = rulesOf(config);
  return lanes.flatMap((lane) => {
    const counts = new Map<string, number>();
    for (const { owner } of lane.tickets()) {
      const to = owner.laneUnder(rules);
      if (to !== lane.name) counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    return Array.from(counts, ([to, tickets]) => ({ from: lane.name, to, tickets }));
  });
}

function rulesOf(config: GatewayConfig): LaneRules<string> {
  const names = new Set(config.lanes.map(({ name }) => name));
  const tiers = new Map(Object.entries(config.tiers));
  return {
    config,
    lane: (name) => (names.has(name) ? name : undefined),
    tier: (name) => (name === undefined ? undefined : tiers.get(name)),
  };
}
