import type { EndpointConfig } from '@laneway/core';
import type { EngineUnderTest } from '@laneway/core/testing';

import type { EnginePromise } from './violation.ts';

/** A bug that the simulation must notice. */
export interface PlantedBug {
  /** What the engine does wrong, in words that continue "an engine that". */
  readonly does: string;
  /** The promise that is broken. */
  readonly breaks: EnginePromise;
  plant(engine: EngineUnderTest): void;
}

type Parts = EngineUnderTest['parts'];
type Lane = Parts['dispatcher']['lanes'][number];
type Generation = ReturnType<Parts['generation']>;
type Endpoint = NonNullable<ReturnType<Generation['endpoints']['get']>>;
type Facade = Generation['facades'][number];

const lanesOf = ({ parts }: EngineUnderTest): readonly Lane[] => parts.dispatcher.lanes;
const endpointsOf = ({ parts }: EngineUnderTest): Endpoint[] => [...parts.generation().endpoints.values()];
const facadesOf = ({ parts }: EngineUnderTest): readonly Facade[] => parts.generation().facades;

function reconfigureEndpoints(
  { parts }: EngineUnderTest,
  change: (config: EndpointConfig) => EndpointConfig,
): void {
  const { config, endpoints } = parts.generation();
  for (const own of config.endpoints) {
    const endpoint = endpoints.get(own.name);
    endpoint?.configure(change(own), endpoint.plugins);
  }
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    does: 'serves the worst lane first',
    breaks: 'rank',
    plant(engine) {
      engine.parts.generation().policy.next = (contenders) => contenders.length - 1;
    },
  },
  {
    does: 'serves the newest ticket of a lane first',
    breaks: 'arrival',
    plant(engine) {
      for (const lane of lanesOf(engine)) {
        const next = lane.next.bind(lane);
        lane.next = (endpoint) => {
          const newest = lane.newest();
          return newest?.routeQueue?.stage.admits(endpoint, lane) === true ? newest : next(endpoint);
        };
      }
    },
  },
  {
    does: 'does not charge flows for dispatches',
    breaks: 'fairness',
    plant(engine) {
      for (const lane of lanesOf(engine)) {
        const { fairShare } = lane;
        const charge = fairShare.charge.bind(fairShare);
        fairShare.charge = (ticket) => {
          const { startTag } = ticket.flow;
          charge(ticket);
          ticket.flow.startTag = startTag;
        };
      }
    },
  },
  {
    does: 'gives credit for idle time',
    breaks: 'fairness',
    plant(engine) {
      for (const lane of lanesOf(engine)) lane.fairShare.join = () => undefined;
    },
  },
  {
    does: 'ignores maxWait',
    breaks: 'maxWait',
    plant(engine) {
      for (const lane of lanesOf(engine)) lane.overdue = () => undefined;
    },
  },
  {
    does: 'lets lower lanes use a reserve',
    breaks: 'reserve',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) endpoint.reserveFor([]);
    },
  },
  {
    does: 'does not scale reserves during a slow start',
    breaks: 'no idle slot',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) {
        const blockedBy = endpoint.blockedBy.bind(endpoint);
        let recovering = false;
        const throttle = endpoint.throttle.bind(endpoint);
        endpoint.throttle = (askedMs) => {
          recovering = true;
          throttle(askedMs);
        };
        endpoint.blockedBy = (lane) => {
          const better = lanesOf(engine).filter(({ rank }) => rank < lane.rank);
          const reserved = better.reduce(
            (sum, { reserve }) => sum + Math.ceil(reserve * endpoint.slots - 1e-9),
            0,
          );
          const offered = Math.ceil(endpoint.slots / 10);
          return recovering && reserved >= offered ? 'reserved' : blockedBy(lane);
        };
      }
    },
  },
  {
    does: 'opens a breaker at the first failure, whatever succeeds',
    breaks: 'no idle slot',
    plant({ parts }) {
      for (const config of parts.generation().config.endpoints) {
        parts
          .generation()
          .endpoints.get(config.name)
          ?.configureBreaker({ failures: 1, windowMs: 60_000, openMs: 500 });
      }
    },
  },
  {
    does: 'keeps a half-open endpoint shut until the answer of the trial ends',
    breaks: 'no idle slot',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) {
        const saw = endpoint.sawFirstByte.bind(endpoint);
        endpoint.sawFirstByte = (lease, milliseconds) => !lease.trial && saw(lease, milliseconds);
      }
    },
  },
  {
    does: 'keeps an idle pool for a tier that sends nothing',
    breaks: 'no idle slot',
    plant({ parts }) {
      for (const { pool } of parts.generation().pools) pool.admits = (rank) => rank === 0;
    },
  },
  {
    does: 'offers one slot more than there are',
    breaks: 'slots',
    plant(engine) {
      reconfigureEndpoints(engine, (config) => ({ ...config, slots: config.slots + 1 }));
    },
  },
  {
    does: 'never gives the slot of a failed attempt back',
    breaks: 'conservation',
    plant({ parts: { dispatcher } }) {
      const requeue = dispatcher.requeue.bind(dispatcher);
      dispatcher.requeue = (ticket, lease, target) => {
        lease.endpoint.lease(ticket.lane, 0);
        requeue(ticket, lease, target);
      };
    },
  },
  {
    does: 'does not examine every endpoint that gets room',
    breaks: 'no idle slot',
    plant({ parts: { dispatcher } }) {
      let calls = 0;
      const markReady = dispatcher.markReady.bind(dispatcher);
      dispatcher.markReady = (endpoint) => {
        calls += 1;
        if (calls % 3 > 0) markReady(endpoint);
      };
    },
  },
  {
    does: 'never opens the next stage of a route',
    breaks: 'no idle slot',
    plant({ parts: { dispatcher } }) {
      dispatcher.openNextStage = () => undefined;
    },
  },
  {
    does: 'opens all stages of a route at once',
    breaks: 'route',
    plant(engine) {
      for (const facade of facadesOf(engine)) {
        const route = facade.route.bind(facade);
        facade.route = (selectors) => {
          const found = route(selectors);
          const stageAfter = found.stageAfter.bind(found);
          found.stageAfter = () => stageAfter(Infinity);
          return found;
        };
      }
    },
  },
  {
    does: 'prefers the endpoints of a higher group',
    breaks: 'preference',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) endpoint.group = -endpoint.group;
    },
  },
  {
    does: 'does not evict at the deadline',
    breaks: 'deadline',
    plant({ parts: { dispatcher } }) {
      dispatcher.expire = () => undefined;
    },
  },
  {
    does: 'evicts before the deadline',
    breaks: 'deadline',
    plant({ parts: { dispatcher } }) {
      const requeue = dispatcher.requeue.bind(dispatcher);
      dispatcher.requeue = (ticket, lease, target) => {
        requeue(ticket, lease, target);
        dispatcher.expire(ticket);
      };
    },
  },
  {
    does: 'ignores throttles',
    breaks: 'blocked endpoint',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) endpoint.throttle = () => undefined;
    },
  },
  {
    does: 'sends to an endpoint that is down',
    breaks: 'blocked endpoint',
    plant(engine) {
      for (const endpoint of endpointsOf(engine)) endpoint.downBecause = () => undefined;
    },
  },
  {
    does: 'ignores the quotas of endpoints',
    breaks: 'blocked endpoint',
    plant(engine) {
      reconfigureEndpoints(engine, (config) => ({ ...config, quota: { tpm: undefined, rpm: undefined } }));
    },
  },
  {
    does: 'loses requeued tickets',
    breaks: 'conservation',
    plant({ parts: { dispatcher } }) {
      dispatcher.requeue = (ticket, lease) => dispatcher.release(ticket, lease, 0);
    },
  },
  {
    does: 'puts requeued tickets behind all others',
    breaks: 'arrival',
    plant({ parts: { dispatcher } }) {
      const requeue = dispatcher.requeue.bind(dispatcher);
      dispatcher.requeue = (ticket, lease, target) => {
        Object.defineProperty(ticket, 'sequence', { value: ticket.sequence + 1_000 });
        requeue(ticket, lease, target);
      };
    },
  },
  {
    does: 'ends an exchange twice',
    breaks: 'ends once',
    plant({ gateway }) {
      const accept = gateway.accept.bind(gateway);
      gateway.accept = (request, client) => {
        const onEnd = client.onEnd.bind(client);
        client.onEnd = (trailers) => {
          onEnd(trailers);
          onEnd(trailers);
        };
        return accept(request, client);
      };
    },
  },
  {
    does: 'gives a client the answer to another request',
    breaks: 'answer',
    plant({ gateway }) {
      const accept = gateway.accept.bind(gateway);
      gateway.accept = (request, client) => {
        const onHead = client.onHead.bind(client);
        client.onHead = (status, statusText) => onHead(status, statusText, ['x-attempt-of', 'another']);
        return accept(request, client);
      };
    },
  },
  {
    does: 'displaces the oldest instead of the newest',
    breaks: 'displacement',
    plant(engine) {
      for (const lane of lanesOf(engine)) lane.newest = () => lane.oldest();
    },
  },
  {
    does: 'keeps the quota reservation of a request that was not served',
    breaks: 'conservation',
    plant({ parts }) {
      const { quotas } = parts.generation();
      quotas.release = () => undefined;
    },
  },
  {
    does: 'does not abort the attempt of a client that has left',
    breaks: 'cancel',
    plant(engine) {
      for (const { plugins } of endpointsOf(engine)) {
        const send = plugins.connector.send.bind(plugins.connector);
        plugins.connector.send = (attempt, sink) => ({ ...send(attempt, sink), abort: () => undefined });
      }
    },
  },
  {
    does: 'drops waiting tickets when the config changes',
    breaks: 'conservation',
    plant({ parts: { dispatcher } }) {
      const configure = dispatcher.configure.bind(dispatcher);
      dispatcher.configure = (lanes, policy, limits, endpoints) => {
        for (const lane of dispatcher.lanes) for (const ticket of lane.tickets()) dispatcher.withdraw(ticket);
        configure(lanes, policy, limits, endpoints);
      };
    },
  },
];
