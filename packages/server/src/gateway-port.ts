import type { CallerError } from '@laneway/contracts';
import type {
  ClientSink,
  EndpointSnapshot,
  ExchangeHandle,
  HealthSnapshot,
  IncomingRequest,
  LaneSnapshot,
  StateSnapshot,
} from '@laneway/core';

/** Accepts requests and answers each through a sink. */
export interface Acceptor {
  /** Begins an exchange. May answer before it returns. */
  accept(request: IncomingRequest, client: ClientSink): ExchangeHandle;
  /**
   * The body, as JSON, of an error with which the listener answers instead of calling `accept`. `request`: as far as its head
   * could be read. Absent, or `undefined`: the body has the shape of the admin API.
   */
  errorBody?(
    error: CallerError,
    request: Pick<IncomingRequest, 'path' | 'headers'> | undefined,
  ): string | undefined;
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
