import type { GatewayRequest } from '@laneway/contracts';
import type {
  ClientSink,
  EndpointSnapshot,
  ExchangeHandle,
  HealthSnapshot,
  LaneSnapshot,
  StateSnapshot,
} from '@laneway/core';

/** Takes requests in and answers them through a sink. */
export interface Acceptor {
  /** Begins an exchange. May answer before it returns. */
  accept(request: GatewayRequest, client: ClientSink): ExchangeHandle;
}

/** What the listeners need of the engine; `@laneway/core`'s gateway is one. */
export interface Engine extends Acceptor {
  state(): StateSnapshot;
  lanes(): readonly LaneSnapshot[];
  endpoints(): readonly EndpointSnapshot[];
  health(): HealthSnapshot;
  /** The decision record of a recent exchange as plain data, or `undefined` if it isn't known. */
  explain(id: string): unknown;
}
