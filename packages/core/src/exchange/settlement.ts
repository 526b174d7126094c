import { exchangeEnded } from './exchange-events.ts';
import type { Exchange, QuotaHold } from './exchange.ts';
import type { TimerWheel } from '../time/timer-wheel.ts';
import { TimerEntry } from '../time/timer-wheel.ts';

/** How long settlement waits for late usage reports, in milliseconds. */
const reportGraceMs = 1_000;

/**
 * What follows the end of an exchange: estimates are replaced by what was used, and the exchange is recorded.
 * Waits up to a second if usage has yet to be reported; neither the client nor the slot wait for that.
 */
export function settle(exchange: Exchange): void {
  const { pendingUsage } = exchange.attempts;
  if (pendingUsage === undefined) return close(exchange);
  const { engine, quotaHold } = exchange;
  if (quotaHold !== undefined)
    exchange.guard('quota-store', () => quotaHold.generation.quotas.leave?.(quotaHold.reservation));
  onceReported(pendingUsage, engine.wheel, engine.now() + reportGraceMs, () => {
    const { attempts, ticket } = exchange;
    if (ticket !== undefined && attempts.run !== undefined)
      engine.dispatcher.correct(ticket, attempts.run.lease, attempts.tokens());
    close(exchange);
  });
}

function close(exchange: Exchange): void {
  const { attempts, engine, generation, quotaHold, ticket } = exchange;
  const tokens = attempts.tokens();
  if (ticket !== undefined) engine.dispatcher.settle(ticket, tokens);
  if (quotaHold !== undefined) exchange.guard('quota-store', () => settleQuota(exchange, quotaHold, tokens));
  const { usage } = attempts;
  if (usage !== undefined && usage.separateQuota !== true)
    exchange.facade?.estimator.learn(usage.completionTokens);
  exchange.record?.close();
  if (engine.hasSinks) engine.record(exchangeEnded(exchange, tokens));
  engine.onEnded();
  quotaHold?.generation.unpin();
  generation.unpin();
}

function settleQuota({ attempts }: Exchange, { generation, reservation }: QuotaHold, tokens: number): void {
  if (attempts.run?.delivered === true) generation.quotas.settle(reservation, tokens);
  else generation.quotas.release(reservation);
}

/** Calls `done` once: when `reported` resolves, or at `untilMs` (clock time). `reported` does not reject. */
function onceReported(reported: Promise<void>, wheel: TimerWheel, untilMs: number, done: () => void): void {
  let waiting = true;
  const stop = () => {
    if (!waiting) return;
    waiting = false;
    wheel.cancel(grace);
    done();
  };
  const grace = new TimerEntry(stop);
  wheel.schedule(grace, untilMs);
  void reported.then(stop);
}
