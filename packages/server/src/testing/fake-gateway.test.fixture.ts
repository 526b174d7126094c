import type { CallerError, GatewayRequest, HeaderPairs, LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle, HealthSnapshot, IncomingRequest } from '@laneway/core';

import type { GatewayPort } from '../gateway-port.ts';

/** An exchange that the test controls. */
export class FakeExchange implements ExchangeHandle {
  request: GatewayRequest;
  readonly client: ClientSink;
  readonly cancelled: Promise<void>;
  readonly resumed: Promise<void>;
  cancels = 0;
  readonly refusals: LanewayError[] = [];
  resumes = 0;
  readonly #onCancel: () => void;
  readonly #onResume: () => void;

  constructor(request: GatewayRequest, client: ClientSink) {
    this.request = request;
    this.client = client;
    const { promise: cancelled, resolve: onCancel } = Promise.withResolvers<void>();
    const { promise: resumed, resolve: onResume } = Promise.withResolvers<void>();
    this.cancelled = cancelled;
    this.resumed = resumed;
    this.#onCancel = onCancel;
    this.#onResume = onResume;
  }

  get id(): string {
    return this.request.id;
  }

  cancel(): void {
    this.cancels += 1;
    this.#onCancel();
  }

  resume(): void {
    this.resumes += 1;
    this.#onResume();
  }

  head(headers: HeaderPairs = [], status = 200, statusText = 'OK'): void {
    this.client.onHead(status, statusText, headers);
  }

  data(text: string): boolean {
    return this.client.onData(Buffer.from(text, 'latin1'));
  }

  end(trailers: HeaderPairs = []): void {
    this.client.onEnd(trailers);
  }

  /** Refuses with a body that says the code. */
  refuse(error: LanewayError, headers: HeaderPairs = []): void {
    this.refusals.push(error);
    const { code, message, param, traits } = error;
    const body = { error: { message, type: traits.type, param: param ?? null, code } };
    this.client.onRefusal(error, headers, JSON.stringify(body));
  }

  /** Sends a whole answer at once. */
  answer(body = 'ok', headers: HeaderPairs = []): void {
    this.head(headers);
    this.data(body);
    this.end();
  }
}

/** A gateway that the test controls. */
export class FakeGateway implements GatewayPort {
  readonly exchanges: FakeExchange[] = [];
  readonly explained = new Map<string, unknown>();
  currentHealth: HealthSnapshot = { ready: true, reasons: [] };
  /** Called inside `accept`. */
  onAccept: (exchange: FakeExchange) => void = () => {};
  /** Body of errors that the listener answers with. */
  errorBody: (
    error: CallerError,
    request: Pick<GatewayRequest, 'path' | 'headers'> | undefined,
  ) => string | undefined = () => undefined;
  #taken = 0;
  #onArrival: () => void = () => {};

  /** Called when a request with a body that has not been read begins; returns why it is refused, if it is. */
  onHead: (request: IncomingRequest) => LanewayError | undefined = () => undefined;

  accept(request: IncomingRequest, client: ClientSink): ExchangeHandle {
    const { body } = request;
    if (body.kind !== 'unread') return this.#begin(new FakeExchange({ ...request, body }, client));
    const exchange = new FakeExchange({ ...request, body: { kind: 'none' } }, client);
    const error = this.onHead(request);
    if (error !== undefined) exchange.refuse(error);
    else
      client.readBody?.((read) => {
        exchange.request = { ...request, body: read };
        this.#begin(exchange);
      });
    return exchange;
  }

  #begin(exchange: FakeExchange): FakeExchange {
    this.exchanges.push(exchange);
    this.onAccept(exchange);
    this.#onArrival();
    return exchange;
  }

  /** Resolves with the next exchange, each of them once. */
  async next(): Promise<FakeExchange> {
    for (;;) {
      const exchange = this.exchanges[this.#taken];
      if (exchange !== undefined) {
        this.#taken += 1;
        return exchange;
      }
      await new Promise<void>((resolve) => {
        this.#onArrival = resolve;
      });
    }
  }

  state(): ReturnType<GatewayPort['state']> {
    return {
      generation: 1,
      draining: false,
      exchanges: this.exchanges.length,
      waiting: 0,
      running: 0,
      lanes: [],
      endpoints: [],
      pools: [],
      facades: [],
    };
  }

  lanes(): ReturnType<GatewayPort['lanes']> {
    return [];
  }

  endpoints(): ReturnType<GatewayPort['endpoints']> {
    return [];
  }

  health(): HealthSnapshot {
    return this.currentHealth;
  }

  explain(id: string): unknown {
    return this.explained.get(id);
  }
}
