import type { EngineUnderTest } from '@laneway/core/testing';

import type { GatewayModel } from './gateway-model.ts';
import { Violation } from './violation.ts';

/** Checks what must be true when everything that is due at a moment has happened and time is about to advance. */
export function checkMoment(model: GatewayModel, engine: EngineUnderTest): void {
  checkWaiting(model);
  checkRunning(model);
  checkCounts(model, engine);
  checkFlows(model, engine);
}

function checkWaiting(model: GatewayModel): void {
  const nowMs = model.now();
  for (const request of model.waiting()) {
    if (nowMs >= request.deadlineAtMs)
      throw new Violation('deadline', `${request.id} waits past its deadline`);
    for (const endpoint of model.endpoints.values()) {
      if (!model.couldServe(endpoint, request)) continue;
      throw new Violation(
        'no idle slot',
        `${request.id} waits although ${endpoint.config.name} could serve it`,
      );
    }
  }
}

function checkRunning(model: GatewayModel): void {
  const nowMs = model.now();
  for (const request of model.requests.values()) {
    const { attempt } = request;
    if (attempt === undefined || !attempt.open || attempt.begun) continue;
    if (request.over)
      throw new Violation('cancel', `${request.id} is over and still runs at ${attempt.endpoint}`);
    if (nowMs >= request.silentUntilMs) {
      throw new Violation('deadline', `${attempt.endpoint} has been silent to ${request.id} for too long`);
    }
  }
}

/** The numbers that the gateway reports must equal those that are counted from outside. */
function checkCounts(model: GatewayModel, { gateway, parts }: EngineUnderTest): void {
  const live = [...model.requests.values()].filter(({ over }) => !over);
  const state = gateway.state();
  checkEqual('exchanges', state.exchanges, live.length);
  checkEqual('waiting tickets', state.waiting, live.filter(({ waiting }) => waiting).length);
  for (const { name, depth } of state.lanes) {
    const lane = model.lanes.get(name);
    const tickets = live.filter(({ target, waiting }) => waiting && target.lane === lane);
    checkEqual(`tickets in ${name}`, depth, tickets.length);
  }
  for (const { name, inFlight } of state.endpoints) {
    checkEqual(`requests in flight at ${name}`, inFlight, model.endpoints.get(name)?.open.size);
  }
  for (const [profile, limits] of model.quotas()) {
    const inProgress = live.filter(({ arrival }) => arrival.profile === profile).length;
    const reported = parts.generation().quotas.read(profile, limits).inProgress;
    checkEqual(`requests in progress of ${profile}`, reported, inProgress);
  }
}

function checkEqual(name: string, reported: number | undefined, counted: number | undefined): void {
  if (reported !== counted)
    throw new Violation('conservation', `${name}: the gateway reports ${reported}, there are ${counted}`);
}

/** The start tag of each caller with a waiting request must be the expected one. */
function checkFlows(model: GatewayModel, { parts }: EngineUnderTest): void {
  for (const lane of parts.dispatcher.lanes) {
    const expected = model.lanes.get(lane.name);
    if (expected === undefined || expected.fairness === 'none') continue;
    const { flows } = lane.fairShare;
    for (const { caller, target } of model.waiting()) {
      if (target.lane !== expected) continue;
      const startTag = flows.get(caller)?.startTag ?? NaN;
      if (Math.abs(startTag - expected.startTagOf(caller)) < 1e-6) continue;
      const detail = `the start tag of ${caller} in ${lane.name} is ${startTag}; expected ${expected.startTagOf(caller)}`;
      throw new Violation('fairness', detail);
    }
  }
}
