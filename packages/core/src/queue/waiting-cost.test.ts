import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EngineUnderTest } from '../testing/start-engine.ts';
import type { RecordingClient } from '../testing/recording-client.ts';
import { aQueueConfig } from '../testing/a-gateway-config.ts';
import { startEngine } from '../testing/start-engine.ts';

import { knownProfiles, namedByHeader } from '../testing/known-profiles.ts';
import { requestIdOf } from '../testing/request-ids.ts';

const few = 100;
const many = 100_000;

/** An engine whose one slot is taken while so many requests wait, and a count of how often one is compared with another. */
async function crowd(waiting: number, callers: number) {
  const engine = await startEngine({
    decisions: 0,
    config: { profiles: namedByHeader, queue: aQueueConfig({ capacity: 2 * many }) },
    plugins: { profiles: knownProfiles() },
  });
  const clients: RecordingClient[] = [];
  engine.send({ headers: ['x-user-id', 'first'] });
  for (let sent = 0; sent < waiting; sent += 1) {
    clients.push(engine.send({ headers: ['x-user-id', `caller-${sent % callers}`] }));
  }
  return { ...engine, clients, comparisons: comparisonsIn(engine) };
}

/** Counts how often the order of the tickets that wait now is looked at while `action` runs. */
function comparisonsIn({ gateway }: EngineUnderTest): (action: () => void) => number {
  let count = 0;
  const watched = new Set<object>();
  const watch = <Thing extends object>(thing: Thing, member: keyof Thing & string) => {
    let value: unknown = thing[member];
    Object.defineProperty(thing, member, {
      get: () => {
        count += 1;
        return value;
      },
      set: (changed: unknown) => {
        value = changed;
      },
    });
  };
  for (const ticket of gateway.dispatcher.lanes.flatMap((lane) => lane.tickets())) {
    watch(ticket, 'sequence');
    if (!watched.has(ticket.flow)) watch(ticket.flow, 'startTag');
    watched.add(ticket.flow);
  }
  return (action) => {
    const before = count;
    action();
    return count - before;
  };
}

const forms = { 'of one caller': [1, 1], 'of many callers': [few, 10_000] } as const;

for (const [form, [fewCallers, manyCallers]] of Object.entries(forms)) {
  test(`with 100,000 requests ${form} waiting, one more and the next cost at most thrice what they cost with 100`, async () => {
    const turns = (engine: Awaited<ReturnType<typeof crowd>>) =>
      engine.comparisons(() => {
        for (let turn = 0; turn < few; turn += 1) {
          engine.send({ headers: ['x-user-id', `caller-${turn % fewCallers}`] });
          engine.backend.last().answer();
        }
      });
    const little = turns(await crowd(few, fewCallers));
    const much = turns(await crowd(many, manyCallers));
    assert.ok(little > 0, 'comparisons are counted');
    assert.ok(much <= 3 * little, `${much} comparisons instead of ${little}`);
  });
}

test('a request that leaves costs the same, wherever it stands and however many wait', async () => {
  const engine = await crowd(many, 1);
  for (const place of [1, many / 2, many - 2]) {
    const comparisons = engine.comparisons(() => engine.clients[place]?.cancel());
    assert.ok(comparisons < 10, `${comparisons} comparisons at place ${place}`);
  }
});

test('a request that comes back finds its place at once, be it older than all that wait or newer', async () => {
  const engine = await crowd(many, 1);
  const comeBack = () => engine.comparisons(() => engine.backend.last().throttle(1_000));
  const oldest = comeBack();
  engine.clock.advance(1_000);
  engine.send({ id: 'newcomer', headers: ['x-user-id', 'newcomer'] });
  engine.backend.last().answer();
  // Served next, for it has been served least: it comes back to a crowd that is older, all but one.
  engine.backend.last().answer();
  engine.send({ headers: ['x-user-id', 'caller-0'] });
  assert.equal(requestIdOf(engine.backend.last()), 'newcomer');
  const young = comeBack();
  for (const comparisons of [oldest, young]) assert.ok(comparisons < 20, `${comparisons} comparisons`);
});
