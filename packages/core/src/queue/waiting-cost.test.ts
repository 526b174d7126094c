import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { EngineUnderTest, RecordingClient } from '../testing/index.ts';
import { aQueueConfig, knownProfiles, namedByHeader, startEngine } from '../testing/index.ts';

const few = 100;
const many = 100_000;

/** An engine whose only slot is taken while `waiting` requests of `callers` callers wait, and a counter of comparisons. */
async function engineWith(waiting: number, callers: number) {
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

/** Returns a function that counts how often the order of the tickets that wait now is read while `action` runs. */
function comparisonsIn({ parts }: EngineUnderTest): (action: () => void) => number {
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
  for (const ticket of parts.dispatcher.lanes.flatMap((lane) => lane.tickets())) {
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
  test(`with 100,000 requests ${form} waiting, arrival and dispatch cost at most three times what they cost with 100`, async () => {
    const costOfTurns = (engine: Awaited<ReturnType<typeof engineWith>>) =>
      engine.comparisons(() => {
        for (let turn = 0; turn < few; turn += 1) {
          engine.send({ headers: ['x-user-id', `caller-${turn % fewCallers}`] });
          engine.backend.last().answer();
        }
      });
    const baseline = costOfTurns(await engineWith(few, fewCallers));
    const cost = costOfTurns(await engineWith(many, manyCallers));
    assert.ok(baseline > 0, 'comparisons are counted');
    assert.ok(cost <= 3 * baseline, `${cost} comparisons instead of ${baseline}`);
  });
}

test('removing a request costs the same, whatever its position and however many wait', async () => {
  const engine = await engineWith(many, 1);
  for (const index of [1, many / 2, many - 2]) {
    const comparisons = engine.comparisons(() => engine.clients[index]?.cancel());
    assert.ok(comparisons < 10, `${comparisons} comparisons at index ${index}`);
  }
});

test('requeueing costs little, whether the request is older than the waiting ones or newer', async () => {
  const engine = await engineWith(many, 1);
  const requeue = () => engine.comparisons(() => engine.backend.last().throttle(1_000));
  const oldest = requeue();
  engine.clock.advance(1_000);
  engine.send({ id: 'newcomer', headers: ['x-user-id', 'newcomer'] });
  engine.backend.last().answer();
  // The newcomer is next because its caller has been served least. When requeued, all but one are older than it.
  engine.backend.last().answer();
  engine.send({ headers: ['x-user-id', 'caller-0'] });
  assert.equal(engine.backend.last().requestId, 'newcomer');
  const young = requeue();
  for (const comparisons of [oldest, young]) assert.ok(comparisons < 20, `${comparisons} comparisons`);
});
