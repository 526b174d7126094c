import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Clock } from '@laneway/contracts';
import { noObjects } from './answers/stored-objects.ts';
import { defaultBehaviour } from './behaviour.ts';
import type { ModelServerBehaviour } from './behaviour.ts';
import { capacityOf } from './capacity/capacity.ts';
import type { Capacity, Utilisation } from './capacity/demand.ts';
import { FaultPlan } from './exchange/fault-plan.ts';
import type { FaultScope } from './exchange/fault-plan.ts';
import type { Fault } from './faults/fault.ts';
import { HeldRequests } from './exchange/held-requests.ts';
import type { HeldRequest } from './exchange/held-requests.ts';
import type { LedgerEntry } from './ledger/ledger-entry.ts';
import { Ledger } from './ledger/ledger.ts';
import { serveExchange } from './exchange/serve-exchange.ts';
import { Watchers } from './watchers.ts';

export interface ModelServerOptions extends Partial<ModelServerBehaviour> {
  /** Part of the ids of stored objects, so that no two servers share an id. @default 'sim' and the port */
  readonly name?: string;
  /** @default a free port */
  readonly port?: number;
  /** Key and certificate in PEM. With them the server speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** @default the machine's clock */
  readonly clock?: Clock;
  /** Random numbers in [0, 1), for `cut: 'random'` and `firstTokenMs`. @default Math.random */
  readonly random?: () => number;
  /** Number of requests that the ledger keeps, the latest. @default all */
  readonly remember?: number;
}

const machineClock: Clock = {
  nowMs: () => performance.timeOrigin + performance.now(),
  setTimer(delayMs, fire) {
    // Node may fire a timer up to a millisecond early.
    const timeout = setTimeout(fire, Math.ceil(delayMs));
    return { cancel: () => clearTimeout(timeout) };
  },
};

/** A simulated model server on loopback with the APIs of Azure OpenAI, OpenAI, Anthropic and Gemini, and faults on demand. */
export interface ModelServer {
  /** The origin, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Requests in order of arrival, without probes. */
  readonly ledger: readonly LedgerEntry[];
  readonly probes: readonly LedgerEntry[];
  /**
   * Number of requests that have begun to arrive and have not ended, without probes. A request whose client has left counts until
   * the server notices, which may be after the next request of that client.
   */
  readonly active: number;
  readonly peakActive: number;
  /** Number of TCP connections accepted so far, including those reset by `refuse`. */
  readonly connections: number;
  readonly held: readonly HeldRequest[];
  utilisation(): Utilisation;
  /** Changes the behaviour for requests that arrive from now on. A new capacity starts empty. */
  configure(changes: Partial<ModelServerBehaviour>): void;
  /** Applies a fault to the requests in `scope`, by default all. Of several faults, the one set first applies. Returns a function that removes it. */
  setFault(fault: Fault, scope?: FaultScope): () => void;
  clearFaults(): void;
  /** Releases the `count` oldest held requests and returns them. @default 1 */
  release(count?: number): readonly LedgerEntry[];
  /** Resolves with the first `count` requests once their bodies have arrived. */
  arrived(count: number, signal?: AbortSignal): Promise<readonly LedgerEntry[]>;
  /** Resolves with the held requests once there are at least `count`. */
  holding(count: number, signal?: AbortSignal): Promise<readonly HeldRequest[]>;
  /** Resolves with the request of that number once it has ended. */
  ended(number: number, signal?: AbortSignal): Promise<LedgerEntry>;
  /** Resolves once no request is active. */
  idle(signal?: AbortSignal): Promise<void>;
  /** Resolves with the first value of `look` that is neither `undefined` nor `false`. Calls it now and after every change. */
  waitFor<T>(look: (server: ModelServer) => T | undefined | false, signal?: AbortSignal): Promise<T>;
  /** Closes the port until `resumeListening()`. Open connections stay. */
  stopListening(): void;
  /** Opens the same port again. */
  resumeListening(): Promise<void>;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

/** Starts a model server on 127.0.0.1. */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = new SimulatedModelServer(options);
  await server.resumeListening();
  return server;
}

class SimulatedModelServer implements ModelServer {
  readonly #options: ModelServerOptions;
  readonly #http: Server;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #ledger: Ledger;
  readonly #watchers = new Watchers();
  readonly #faults = new FaultPlan();
  readonly #held: HeldRequests;
  readonly #objects = noObjects();
  readonly #connectionNumbers = new WeakMap<Socket, number>();
  #behaviour: ModelServerBehaviour;
  #capacity: Capacity;
  #port: number;
  #connections = 0;

  constructor(options: ModelServerOptions) {
    this.#options = options;
    this.#port = options.port ?? 0;
    this.#clock = options.clock ?? machineClock;
    this.#held = new HeldRequests(this.#clock, () => this.#watchers.changed());
    this.#random = options.random ?? Math.random;
    this.#ledger = new Ledger(options.remember ?? Number.POSITIVE_INFINITY);
    this.#behaviour = { ...defaultBehaviour, ...options };
    this.#capacity = capacityOf(options.capacity, this.#clock.nowMs());
    this.#http = options.tls === undefined ? createServer() : createTlsServer(options.tls);
    // The timeouts of node:http would run by the machine's clock, not by `clock`.
    Object.assign(this.#http, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0 });
    this.#http.on('connection', (socket: Socket) => this.#accept(socket));
    this.#http.on('request', (message, response) => void this.#serve(message, response));
  }

  get url(): string {
    return `${this.#options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get ledger(): readonly LedgerEntry[] {
    return this.#ledger.requests;
  }

  get probes(): readonly LedgerEntry[] {
    return this.#ledger.probes;
  }

  get active(): number {
    return this.#ledger.active;
  }

  get peakActive(): number {
    return this.#ledger.peakActive;
  }

  get connections(): number {
    return this.#connections;
  }

  get held(): readonly HeldRequest[] {
    return this.#held.held;
  }

  utilisation(): Utilisation {
    return this.#capacity.utilisation(this.#clock.nowMs());
  }

  configure(changes: Partial<ModelServerBehaviour>): void {
    this.#behaviour = { ...this.#behaviour, ...changes };
    if ('capacity' in changes) this.#capacity = capacityOf(changes.capacity, this.#clock.nowMs());
  }

  setFault(fault: Fault, scope: FaultScope = {}): () => void {
    return this.#faults.add(fault, scope);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  release(count = 1): readonly LedgerEntry[] {
    return this.#held.release(count);
  }

  arrived(count: number, signal?: AbortSignal): Promise<readonly LedgerEntry[]> {
    return this.#watchers.until(() => {
      const whole = this.ledger.filter((entry) => entry.arrivedAtMs !== undefined);
      return whole.length >= count && whole.slice(0, count);
    }, signal);
  }

  holding(count: number, signal?: AbortSignal): Promise<readonly HeldRequest[]> {
    return this.#watchers.until(() => this.held.length >= count && this.held, signal);
  }

  ended(number: number, signal?: AbortSignal): Promise<LedgerEntry> {
    return this.#watchers.until(
      () => this.ledger.find((entry) => entry.number === number && entry.ending !== undefined),
      signal,
    );
  }

  async idle(signal?: AbortSignal): Promise<void> {
    await this.#watchers.until(() => this.active === 0, signal);
  }

  waitFor<T>(look: (server: ModelServer) => T | undefined | false, signal?: AbortSignal): Promise<T> {
    return this.#watchers.until(() => look(this), signal);
  }

  stopListening(): void {
    this.#http.close();
  }

  async resumeListening(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(this.#port, '127.0.0.1', () => {
        this.#http.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#http.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    this.#http.closeAllConnections();
    await closed;
  }

  #accept(socket: Socket): void {
    this.#connections += 1;
    this.#connectionNumbers.set(socket, this.#connections);
    if (this.#faults.refusesConnection()) socket.resetAndDestroy();
    this.#watchers.changed();
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const entry = this.#ledger.open(message, {
      connection: this.#connectionNumbers.get(message.socket) ?? 0,
      receivedAtMs: this.#clock.nowMs(),
    });
    this.#watchers.changed();
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    await serveExchange({
      entry,
      message,
      response,
      gone: gone.signal,
      clock: this.#clock,
      random: this.#random,
      behaviour: this.#behaviour,
      capacity: this.#capacity,
      faults: this.#faults,
      held: this.#held,
      objects: this.#objects,
      idSuffix: `${this.#options.name ?? `sim${this.#port}`}-${String(entry.number).padStart(6, '0')}`,
      changed: () => this.#watchers.changed(),
    });
    this.#ledger.close(entry);
    this.#watchers.changed();
  }
}
