import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';

import type { Clock, Log, Timer } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { Acceptor } from '../gateway-port.ts';
import { ByteBudget } from './byte-budget.ts';
import { Connection } from './connection.ts';
import { httpServer, renewTls } from './http-server.ts';
import type { IntakeLimits, TlsSettings } from './http-server.ts';
import type { ListenerContext } from './listener-context.ts';
import type { Probes } from './probes.ts';
import type { ProxyRequest } from './proxy-request.ts';

/** Address of a listener. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly tls?: TlsSettings | undefined;
}

/** Size and time limits of requests, and of what a listener holds. */
export interface ListenerLimits extends IntakeLimits {
  /** Connections that are served. On 100 further ones, probes are answered and other requests get 503 `overloaded`. At least 1. */
  readonly connections: number;
  /** Bytes of request bodies that all connections may hold together. */
  readonly bufferedBytes: number;
  /** Time in which a client must take some of the answer that waits for it. Milliseconds. @default 300_000 */
  readonly stallMs?: number | undefined;
}

/** Options of a listener. */
export interface ListenerOptions {
  readonly acceptor: Acceptor;
  /** Answers probes. Absent: the acceptor does. */
  readonly probes?: Probes | undefined;
  readonly listen: ListenAddress;
  readonly limits: ListenerLimits;
  readonly clock: Clock;
  readonly log: Log;
  /** Makes ids for requests without a valid `x-request-id`. @default random UUIDs */
  readonly newRequestId?: (() => string) | undefined;
}

// Connections beyond the limit that still get an answer: probes of orchestrators and load balancers, and 503 for the rest.
const surplusConnections = 100;

/** Listens for HTTP requests and hands them to an acceptor. */
export class Listener {
  readonly #context: ListenerContext;
  readonly #server: Server<typeof ProxyRequest>;
  readonly #address: ListenAddress;
  readonly #stallMs: number;
  readonly #maxConnections: number;
  // A TLS connection has two sockets: the raw one is here, the encrypted one is a key of #connections.
  readonly #sockets = new Set<Socket>();
  readonly #connections = new Map<Socket, Connection>();
  #port = 0;
  #sweep: Timer | undefined;
  #drained: Promise<void> | undefined;
  #closed: Promise<void> | undefined;

  private constructor(parts: ListenerOptions) {
    const { acceptor, probes, limits, clock, log, listen, newRequestId = randomUUID } = parts;
    const { bodyBytes, connections, stallMs = 300_000 } = limits;
    const budget = new ByteBudget(limits.bufferedBytes);
    this.#context = { acceptor, probes, bodyBytes, budget, newRequestId, clock, log, draining: false };
    this.#server = httpServer(limits, listen.tls, (request) => this.#mayUpgrade(request));
    this.#address = listen;
    this.#stallMs = stallMs;
    this.#maxConnections = connections;
    this.#server.maxConnections = connections + surplusConnections;
    this.#attach();
  }

  /** Resolves when it listens. Rejects with `LanewayError` `config_invalid` if it can't. */
  static async start(parts: ListenerOptions): Promise<Listener> {
    const listener = new Listener(parts);
    await listener.#listen();
    return listener;
  }

  /** The port that it listens on. */
  get port(): number {
    return this.#port;
  }

  /** Scheme, host and port, without a trailing slash. */
  get url(): string {
    const { host, tls } = this.#address;
    return `${tls === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  /**
   * Uses another certificate from the next connection on. Throws `LanewayError` `config_invalid` if it cannot be used, and
   * `RangeError` if this listener speaks plain HTTP.
   */
  renewTls(tls: TlsSettings): void {
    renewTls(this.#server, tls);
  }

  /**
   * Refuses new requests with 503 `draining`, but still answers probes, until the requests in progress have ended or
   * `budgetMs` milliseconds are over, which cuts them off. Then closes. Resolves when closed.
   */
  drain(budgetMs: number): Promise<void> {
    this.#drained ??= this.#drain(budgetMs);
    return this.#drained;
  }

  /** Closes at once and cuts off requests in progress. Resolves when closed. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  #attach(): void {
    this.#server
      .on('connection', (socket) => this.#track(socket))
      .on(this.#address.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
        this.#open(socket),
      )
      .on('request', (request, response) => this.#connections.get(request.socket)?.receive(request, response))
      .on('clientError', (error, socket) => this.#fail(error, socket))
      .on('upgrade', (request, _socket, first) =>
        this.#connections.get(request.socket)?.receiveUpgrade(request, first),
      )
      .on('connect', (request) => this.#connections.get(request.socket)?.receiveConnect());
  }

  #track(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  #open(socket: Socket): void {
    const isSurplus = this.#connections.size >= this.#maxConnections;
    this.#connections.set(socket, new Connection(this.#context, socket, isSurplus));
    socket.once('close', () => this.#connections.delete(socket));
  }

  #fail(error: Error, socket: Duplex): void {
    const connection = this.#connections.get(socket as Socket);
    if (connection === undefined) socket.destroy();
    else connection.fail(error);
  }

  #mayUpgrade(request: ProxyRequest): boolean {
    return this.#connections.get(request.socket)?.mayUpgrade === true;
  }

  async #listen(): Promise<void> {
    const { host, port } = this.#address;
    this.#server.listen({ host, port });
    try {
      await once(this.#server, 'listening');
    } catch (cause) {
      const why = cause instanceof Error ? ` (${cause.message})` : '';
      throw new LanewayError('config_invalid', `Cannot listen on ${host} port ${port}${why}.`, { cause });
    }
    this.#port = (this.#server.address() as AddressInfo).port;
    // For example too few file descriptors: the open connections stay.
    this.#server.on('error', (cause) => this.#context.log.warn('a connection was not accepted', { cause }));
    this.#sweepLater();
  }

  #sweepLater(): void {
    this.#sweep = this.#context.clock.setTimer(this.#stallMs / 4, () => {
      const nowMs = this.#context.clock.nowMs();
      for (const connection of this.#connections.values()) connection.closeIfStalled(nowMs, this.#stallMs);
      this.#sweepLater();
    });
  }

  async #drain(budgetMs: number): Promise<void> {
    this.#context.draining = true;
    const retired = Promise.all(Array.from(this.#connections.values(), (connection) => connection.retire()));
    let budget: Timer | undefined;
    const overdue = new Promise<void>((resolve) => {
      budget = this.#context.clock.setTimer(budgetMs, resolve);
    });
    await Promise.race([retired, overdue]);
    budget?.cancel();
    await this.close();
  }

  async #close(): Promise<void> {
    this.#sweep?.cancel();
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}
