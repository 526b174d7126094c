import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LaneConfig } from '../config.ts';
import { aProfile } from '@laneway/testkit';
import { aLaneConfig, knownProfiles, namedByHeader, startEngine } from '../testing/index.ts';

const lanes: readonly LaneConfig[] = ['gold', 'silver', 'bronze'].map((name) => aLaneConfig({ name }));

/** The lane of a request with these headers, and the rule that selected it. */
async function laneOf(...headers: readonly string[]) {
  const { backend, gateway, send } = await startEngine({
    config: {
      lanes,
      priority: {
        keys: new Map([
          ['12345', 'gold'],
          ['234', 'silver'],
        ]),
        default: 'bronze',
      },
      tiers: { silver: { lane: 'silver', route: [] } },
      profiles: namedByHeader,
    },
    plugins: {
      profiles: knownProfiles(
        aProfile({ id: 'by-lane', lane: 'gold', priorityKey: '234', tier: 'silver' }),
        aProfile({ id: 'by-key', priorityKey: '12345', tier: 'silver' }),
        aProfile({ id: 'by-tier', tier: 'silver' }),
      ),
    },
  });
  const client = send({ headers });
  backend.last().answer();
  const decision = gateway.explain('request-1');
  assert.equal(client.header('x-laneway-lane'), decision?.lane);
  return [decision?.lane, decision?.laneReason];
}

test('the lane of a profile takes precedence over everything else', async () => {
  assert.deepEqual(await laneOf('x-user-id', 'by-lane', 'x-priority', '234'), ['gold', 'profile-lane']);
});

test('the priority key of a profile takes precedence over its tier and the header', async () => {
  assert.deepEqual(await laneOf('x-user-id', 'by-key', 'x-priority', '234'), ['gold', 'profile-key']);
});

test('the tier of a profile takes precedence over the header', async () => {
  assert.deepEqual(await laneOf('x-user-id', 'by-tier', 'x-priority', '12345'), ['silver', 'tier']);
});

test('the priority header, under any of its names, selects the lane if the profile does not', async () => {
  assert.deepEqual(await laneOf('x-user-id', 'nobody', 'X-Priority', '12345'), ['gold', 'header']);
  assert.deepEqual(await laneOf('S7PPriorityKey', ' 234 '), ['silver', 'header']);
});

test('an unknown priority key is ignored', async () => {
  assert.deepEqual(await laneOf('x-priority', '999'), ['bronze', 'default']);
});
