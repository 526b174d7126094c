import type { EndpointModel } from './endpoint-model.ts';
import type { GatewayModel } from './gateway-model.ts';
import type { RequestModel } from './request-model.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';
import { Violation } from './violation.ts';

/** A request that seems to have been overtaken. That is no violation if it turns out to end at the same moment. */
export interface SuspectedOvertaking {
  readonly request: RequestModel;
  /** How many attempts it had then. */
  readonly attempts: number;
  readonly violation: Violation;
}

/** Checks what must be true of a request that takes a slot. Returns the endpoint. */
export function checkSlot(
  model: GatewayModel,
  request: RequestModel,
  attempt: SimulatedAttempt,
): EndpointModel {
  const nowMs = model.now();
  const { id } = request;
  const endpoint = model.endpoints.get(attempt.endpoint);
  if (request.over) throw new Violation('ends once', `${id} was sent to ${attempt.endpoint} after its end`);
  if (request.running)
    throw new Violation('ends once', `${id} was sent to ${attempt.endpoint} while it ran elsewhere`);
  if (nowMs >= request.deadlineAtMs) throw new Violation('deadline', `${id} was sent after its deadline`);
  if (endpoint === undefined)
    throw new Violation('route', `${id} was sent to ${attempt.endpoint}, which is not in the config`);
  if (endpoint.open.size >= endpoint.config.slots) {
    throw new Violation('slots', `${id} was sent to ${attempt.endpoint}, which has no free slot`);
  }
  return endpoint;
}

/** Checks that the endpoint may get an attempt at all, be it a repeated one. */
export function checkNotBlocked(model: GatewayModel, request: RequestModel, endpoint: EndpointModel): void {
  const reason = endpoint.blockedBecause(model.now());
  if (reason === undefined) return;
  throw new Violation(
    'blocked endpoint',
    `${request.id} was sent to ${endpoint.config.name}, which ${reason}`,
  );
}

/** Checks what must be true of a request that comes from a lane, and not from a failed attempt at the same endpoint. */
export function checkRoute(model: GatewayModel, request: RequestModel, endpoint: EndpointModel): void {
  const { name, slots } = endpoint.config;
  const [step] = model.openSteps(request, endpoint);
  if (step === undefined)
    throw new Violation('route', `${request.id} was sent to ${name}, which its tier does not admit`);
  if (!model.leavesReserves(endpoint, request.target.lane, slots - endpoint.open.size)) {
    throw new Violation('reserve', `${request.id} took a slot of ${name} that is reserved`);
  }
  checkPreference(model, request, endpoint, step);
}

/** The waiting requests that could use the slot and should have had it before `request`. */
export function overtakenBy(
  model: GatewayModel,
  request: RequestModel,
  endpoint: EndpointModel,
): SuspectedOvertaking[] {
  const overtaken: SuspectedOvertaking[] = [];
  for (const other of model.waiting()) {
    if (other === request || !couldUse(model, other, endpoint)) continue;
    // Headroom keeps lower lanes out, however long they have waited.
    const isLower = other.target.lane.rank > request.target.lane.rank;
    if (isLower && model.mayHoldBack(endpoint, other.target.lane)) continue;
    const violation = overtaking(model, other, request, endpoint);
    if (violation !== undefined) overtaken.push({ request: other, attempts: other.attempts, violation });
  }
  return overtaken;
}

function checkPreference(
  model: GatewayModel,
  request: RequestModel,
  endpoint: EndpointModel,
  step: number,
): void {
  for (const [index, { endpoints }] of request.target.steps.entries()) {
    for (const name of endpoints) {
      const other = model.endpoints.get(name);
      if (other === undefined || other === endpoint || !model.couldServe(other, request)) continue;
      const otherStep = model.openSteps(request, other)[0];
      if (otherStep !== index || index > step) continue;
      if (index < step || other.config.group < endpoint.config.group) {
        throw new Violation(
          'preference',
          `${request.id} went to ${endpoint.config.name} although ${name} had room`,
        );
      }
    }
  }
}

function couldUse(model: GatewayModel, request: RequestModel, endpoint: EndpointModel): boolean {
  if (model.openSteps(request, endpoint).length === 0) return false;
  // During a slow start the number of offered slots is unknown, and so is how much of a reserve is free.
  const someReserve = [...model.lanes.values()].some(
    ({ config, rank }) => config.reserve > 0 && rank < request.target.lane.rank,
  );
  if (someReserve && endpoint.recovering(model.now())) return false;
  return model.leavesReserves(endpoint, request.target.lane, endpoint.config.slots - endpoint.open.size);
}

/** The promise that is broken if `request` gets the slot before `other`; `undefined` if none is. */
function overtaking(
  model: GatewayModel,
  other: RequestModel,
  request: RequestModel,
  endpoint: EndpointModel,
): Violation | undefined {
  const detail = `${request.id} took a slot of ${endpoint.config.name} before ${other.id}`;
  const isOverdue = overdue(model, request);
  if (overdue(model, other)) {
    return isOverdue && request.sequence < other.sequence ? undefined : new Violation('maxWait', detail);
  }
  if (isOverdue) return undefined;
  const { lane } = request.target;
  if (other.target.lane !== lane) {
    const strict = model.config.queue.policy.use === 'strict';
    return strict && other.target.lane.rank < lane.rank ? new Violation('rank', detail) : undefined;
  }
  if (other.caller === request.caller || lane.fairness === 'none') {
    return other.sequence < request.sequence ? new Violation('arrival', detail) : undefined;
  }
  const difference = lane.startTagOf(request.caller) - lane.startTagOf(other.caller);
  return difference > 1e-6
    ? new Violation('fairness', `${detail}, whose start tag is ${difference} lower`)
    : undefined;
}

function overdue(model: GatewayModel, { arrivedAtMs, target }: RequestModel): boolean {
  const { maxWaitMs } = target.lane.config;
  return maxWaitMs !== undefined && model.now() - arrivedAtMs >= maxWaitMs;
}
