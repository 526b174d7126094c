import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aGatewayConfig, aLaneConfig, startEngine } from '../testing/index.ts';

const lanesOf = (...names: readonly string[]) => names.map((name) => aLaneConfig({ name }));

function prioritiesOf(keys: Readonly<Record<string, string>>, otherwise: string) {
  return { keys: new Map(Object.entries(keys)), default: otherwise };
}

const before = {
  lanes: lanesOf('gold', 'silver'),
  priority: prioritiesOf({ a: 'gold', b: 'silver' }, 'silver'),
};

test('laneMoves counts the tickets that another config would move, and moves none', async () => {
  const { gateway, send } = await startEngine({ config: before });
  for (const key of ['a', 'a', 'b', 'a', 'none']) send({ headers: ['x-priority', key] });
  const after = aGatewayConfig({
    lanes: lanesOf('gold', 'silver', 'bronze'),
    priority: prioritiesOf({ a: 'gold', b: 'gold' }, 'bronze'),
  });
  assert.deepEqual(gateway.laneMoves(after), [
    { from: 'silver', to: 'gold', tickets: 1 },
    { from: 'silver', to: 'bronze', tickets: 1 },
  ]);
  assert.deepEqual(
    gateway.lanes().map(({ depth }) => depth),
    [2, 2],
  );
});

test('the tickets of a removed lane move to the lanes that the new config selects', async () => {
  const { gateway, send } = await startEngine({ config: before });
  for (const key of ['a', 'a', 'b']) send({ headers: ['x-priority', key] });
  const after = aGatewayConfig({ lanes: lanesOf('gold'), priority: prioritiesOf({}, 'gold') });
  const [move] = gateway.laneMoves(after);
  assert.deepEqual(move, { from: 'silver', to: 'gold', tickets: 1 });
  await gateway.reconfigure(after);
  assert.deepEqual(
    gateway.lanes().map(({ name, depth }) => [name, depth]),
    [['gold', 2]],
  );
});

test('the same config moves no ticket', async () => {
  const { gateway, send } = await startEngine({ config: before });
  for (const key of ['a', 'a', 'b']) send({ headers: ['x-priority', key] });
  assert.deepEqual(gateway.laneMoves(aGatewayConfig(before)), []);
});
