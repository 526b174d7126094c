import type { GatewayRequest } from '@laneway/contracts';
import type {
  ClientSink,
  EndpointSnapshot,
  ExchangeHandle,
  HealthSnapshot,
  LaneSnapshot,
  StateSnapshot,
} from '@laneway/core';

/** Accepts requests and answers each through a sink. */
export interface Acceptor {
  /** Begins an exchange. May answer before it returns. */
  accept(request: GatewayRequest, client: ClientSink): ExchangeHandle;
}

/** The part of a gateway that listeners use; `Gateway` of `@laneway/core` has it. */
export interface GatewayPort extends Acceptor {
  state(): StateSnapshot;
  lanes(): readonly LaneSnapshot[];
  endpoints(): readonly EndpointSnapshot[];
  health(): HealthSnapshot;
  /** The decision record of a recent exchange as plain data; `undefined` if none is kept under this id. */
  explain(id: string): unknown;
}
