import { isStream } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';
import { recordSent } from '../ledger/ledger-entry.ts';
import { cutterFor } from '../wire/cutter.ts';
import { deliver } from '../wire/deliver.ts';
import type { Sent } from '../wire/deliver.ts';
import { generationPace } from '../wire/generation-pace.ts';

/** Sends an answer at once. */
export function sendAtOnce(exchange: SimulatedExchange, answer: Answer): Promise<Sent> {
  return send(exchange, answer, () => undefined);
}

/** Sends an answer at the speed of generation, which began at `startMs`. */
export function sendAsGenerated(exchange: SimulatedExchange, answer: Answer, startMs: number): Promise<Sent> {
  const { entry, clock, random, gone, held, response } = exchange;
  const { firstTokenMs, tokensPerSecond, holdAfterTokens } = exchange.behaviour;
  const generated = generationPace({
    clock,
    gone,
    tokensPerSecond,
    holdAfterTokens: isStream(answer) ? holdAfterTokens : undefined,
    startMs,
    firstTokenMs: typeof firstTokenMs === 'function' ? firstTokenMs(entry, random) : firstTokenMs,
    async hold() {
      const { fault, sinceMs } = await held.hold(entry, 'stream', gone);
      if (fault !== undefined) {
        entry.fault = 'reset-mid-body';
        response.socket?.resetAndDestroy();
      }
      return sinceMs;
    },
  });
  return send(exchange, answer, generated);
}

function send(
  exchange: SimulatedExchange,
  answer: Answer,
  generated: (tokens: number) => Promise<void> | undefined,
) {
  const { entry, response, gone, random, clock, behaviour, changed } = exchange;
  return deliver(answer, {
    response,
    gone,
    generated,
    cutter: cutterFor({ cut: behaviour.cut, eventsPerSegment: behaviour.eventsPerSegment, random }),
    onHead(status) {
      entry.status = status;
      entry.headAtMs = clock.nowMs();
      changed();
    },
    onBytes: (bytes) => recordSent(entry, bytes),
  });
}
