import type { EngineUnderTest } from '@laneway/core/testing';

import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** Nothing more happens at this moment: what must be true before time moves on. */
export function checkMoment(world: World, engine: EngineUnderTest): void {
  checkWaiting(world);
  checkRunning(world);
  checkBooks(world, engine);
  checkFlows(world, engine);
}

function checkWaiting(world: World): void {
  const nowMs = world.now();
  for (const request of world.waiting()) {
    if (nowMs >= request.deadlineAtMs)
      throw new Violation('deadline', `${request.id} waits past its deadline`);
    for (const endpoint of world.endpoints.values()) {
      if (!world.couldServe(endpoint, request)) continue;
      throw new Violation(
        'no idle slot',
        `${request.id} waits although ${endpoint.config.name} could serve it`,
      );
    }
  }
}

function checkRunning(world: World): void {
  const nowMs = world.now();
  for (const request of world.requests.values()) {
    const { attempt } = request;
    if (attempt === undefined || !attempt.open || attempt.begun) continue;
    if (request.over)
      throw new Violation('cancel', `${request.id} is over and still runs at ${attempt.endpoint}`);
    if (nowMs >= request.silentUntilMs) {
      throw new Violation('deadline', `${attempt.endpoint} has been silent to ${request.id} for too long`);
    }
  }
}

/** What the gateway says of itself is what can be counted from outside. */
function checkBooks(world: World, { gateway, parts }: EngineUnderTest): void {
  const live = [...world.requests.values()].filter(({ over }) => !over);
  const state = gateway.state();
  agree('exchanges', state.exchanges, live.length);
  agree('tickets that wait', state.waiting, live.filter(({ waiting }) => waiting).length);
  for (const { name, depth } of state.lanes) {
    const lane = world.lanes.get(name);
    agree(
      `tickets in ${name}`,
      depth,
      live.filter(({ place, waiting }) => waiting && place.lane === lane).length,
    );
  }
  for (const { name, inFlight } of state.endpoints) {
    agree(`requests in flight at ${name}`, inFlight, world.endpoints.get(name)?.open.size);
  }
  for (const [profile, limits] of world.quotas()) {
    const inProgress = live.filter(({ arrival }) => arrival.profile === profile).length;
    agree(
      `requests in progress of ${profile}`,
      parts.generation().quotas.read(profile, limits).inProgress,
      inProgress,
    );
  }
}

function agree(what: string, said: number | undefined, counted: number | undefined): void {
  if (said !== counted)
    throw new Violation('conservation', `${what}: the gateway says ${said}, there are ${counted}`);
}

/** What each caller that waits has been served. */
function checkFlows(world: World, { parts }: EngineUnderTest): void {
  for (const lane of parts.dispatcher.lanes) {
    const model = world.lanes.get(lane.name);
    if (model === undefined || model.fairness === 'none') continue;
    const { flows } = lane.fairShare;
    for (const request of world.waiting()) {
      if (request.place.lane !== model) continue;
      const { caller } = request;
      const tag = flows.get(caller)?.startTag ?? NaN;
      const difference = Math.abs(tag - model.served(caller));
      if (difference < 1e-6) continue;
      const detail = `${caller} in ${lane.name}: the gateway says ${tag}, it is ${model.served(caller)}`;
      throw new Violation('fairness', detail);
    }
  }
}
