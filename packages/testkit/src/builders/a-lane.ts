import type { Contender, LaneView, TicketView } from '@laneway/contracts';

/** The lane `standard`, rank 0, weight 1, in which one ticket waits. */
export function aLane(overrides: Partial<LaneView> = {}): LaneView {
  return { name: 'standard', rank: 0, weight: 1, depth: 1, ...overrides };
}

/** A ticket of 100 tokens, queued at the start of a `FakeClock`, with a deadline five minutes later. */
export function aTicket(overrides: Partial<TicketView> = {}): TicketView {
  const enqueuedAtMs = overrides.enqueuedAtMs ?? Date.UTC(2026, 0, 1);
  return { enqueuedAtMs, deadlineAtMs: enqueuedAtMs + 300_000, cost: 100, ...overrides };
}

/** A lane with its best ticket. */
export function aContender(lane: Partial<LaneView> = {}, ticket: Partial<TicketView> = {}): Contender {
  return { lane: aLane(lane), ticket: aTicket(ticket) };
}
