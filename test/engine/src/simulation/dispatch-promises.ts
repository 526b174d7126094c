import type { EndpointModel } from './endpoint-model.ts';
import type { RequestModel } from './request-model.ts';
import type { SimulatedAttempt } from './simulated-backend.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

/** A request that seems to have been passed over. It may turn out to be on its way out. */
export interface Suspicion {
  readonly request: RequestModel;
  readonly attempts: number;
  readonly violation: Violation;
}

/** A slot is about to be taken: what must be true of whoever takes it. */
export function checkTaking(world: World, request: RequestModel, attempt: SimulatedAttempt): EndpointModel {
  const nowMs = world.now();
  const { id } = request;
  const endpoint = world.endpoints.get(attempt.endpoint);
  if (request.over) throw new Violation('ends once', `${id} was sent to ${attempt.endpoint} after its end`);
  if (request.running)
    throw new Violation('ends once', `${id} was sent to ${attempt.endpoint} while it ran elsewhere`);
  if (nowMs >= request.deadlineAtMs) throw new Violation('deadline', `${id} was sent after its deadline`);
  if (endpoint === undefined)
    throw new Violation('route', `${id} was sent to ${attempt.endpoint}, which is gone`);
  if (endpoint.open.size >= endpoint.config.slots) {
    throw new Violation('slots', `${id} was sent to ${attempt.endpoint}, which has no slot left`);
  }
  return endpoint;
}

/** Nothing is sent where it may not be, not even another try. */
export function checkOpen(world: World, request: RequestModel, endpoint: EndpointModel): void {
  const forbidden = endpoint.forbids(world.now());
  if (forbidden === undefined) return;
  throw new Violation('left alone', `${request.id} was sent to ${endpoint.config.name}, which ${forbidden}`);
}

/** As `checkTaking`, for a request that comes from a lane and not from another try at the same endpoint. */
export function checkRoute(world: World, request: RequestModel, endpoint: EndpointModel): void {
  const { name, slots } = endpoint.config;
  const [step] = world.openSteps(request, endpoint);
  if (step === undefined)
    throw new Violation('route', `${request.id} was sent to ${name}, which its tier does not admit`);
  if (!world.leavesReserves(endpoint, request.place.lane, slots - endpoint.open.size)) {
    throw new Violation('reserve', `${request.id} took a slot of ${name} that is reserved`);
  }
  checkPreference(world, request, endpoint, step);
}

/** Of all that wait, nobody who could use the slot may have come before. */
export function suspects(world: World, request: RequestModel, endpoint: EndpointModel): Suspicion[] {
  const suspicions: Suspicion[] = [];
  for (const other of world.waiting()) {
    if (other === request || !couldUse(world, other, endpoint)) continue;
    // Headroom keeps lower lanes out, however long they have waited.
    const lower = other.place.lane.rank > request.place.lane.rank;
    if (lower && world.mayHoldBack(endpoint, other.place.lane)) continue;
    const violation = precedence(world, other, request, endpoint);
    if (violation !== undefined) suspicions.push({ request: other, attempts: other.attempts, violation });
  }
  return suspicions;
}

function checkPreference(world: World, request: RequestModel, endpoint: EndpointModel, step: number): void {
  for (const [index, { endpoints }] of request.place.steps.entries()) {
    for (const name of endpoints) {
      const other = world.endpoints.get(name);
      if (other === undefined || other === endpoint || !world.couldServe(other, request)) continue;
      const otherStep = world.openSteps(request, other)[0];
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

function couldUse(world: World, request: RequestModel, endpoint: EndpointModel): boolean {
  if (world.openSteps(request, endpoint).length === 0) return false;
  // How many slots an endpoint offers while it recovers is not known: enough for whoever got one, at least.
  const someReserve = [...world.lanes.values()].some(
    ({ config, rank }) => config.reserve > 0 && rank < request.place.lane.rank,
  );
  if (someReserve && endpoint.recovering(world.now())) return false;
  return world.leavesReserves(endpoint, request.place.lane, endpoint.config.slots - endpoint.open.size);
}

/** Why `other` should have had what `request` got. */
function precedence(
  world: World,
  other: RequestModel,
  request: RequestModel,
  endpoint: EndpointModel,
): Violation | undefined {
  const detail = `${request.id} took a slot of ${endpoint.config.name} before ${other.id}`;
  const isOverdue = overdue(world, request);
  if (overdue(world, other)) {
    return isOverdue && request.sequence < other.sequence ? undefined : new Violation('maxWait', detail);
  }
  if (isOverdue) return undefined;
  const { lane } = request.place;
  if (other.place.lane !== lane) {
    const strict = world.config.queue.policy.use === 'strict';
    return strict && other.place.lane.rank < lane.rank ? new Violation('rank', detail) : undefined;
  }
  if (other.caller === request.caller || lane.fairness === 'none') {
    return other.sequence < request.sequence ? new Violation('arrival', detail) : undefined;
  }
  const ahead = lane.served(request.caller) - lane.served(other.caller);
  return ahead > 1e-6
    ? new Violation('fairness', `${detail}, whose caller has been served ${ahead} less`)
    : undefined;
}

function overdue(world: World, { arrivedAtMs, place }: RequestModel): boolean {
  const { maxWaitMs } = place.lane.config;
  return maxWaitMs !== undefined && world.now() - arrivedAtMs >= maxWaitMs;
}
