import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Timer } from '@laneway/contracts';

import { clientFault, isBehindTheLast } from './client-fault.ts';
import { errorAnswer, inCallersDialect } from './error-body.ts';
import type { ConnectionPort } from './connection-port.ts';
import { HttpExchange } from './http-exchange.ts';
import type { ListenerContext } from './listener-context.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { UpgradedExchange } from './upgraded-exchange.ts';
import { rawAnswer } from './whole-answer.ts';

interface PendingRequest {
  readonly request: ProxyRequest;
  readonly response: ServerResponse;
}

// A client that pipelines more is disconnected. Not paused: a paused connection does not report that its client left.
const maxPipelined = 1000;

// Time for a client to read an answer that was sent before its request had arrived. Milliseconds.
const closeSoonMs = 2000;

/** A client's connection: begins its requests one at a time and in order, and notices when the client leaves. */
export class Connection implements ConnectionPort {
  readonly context: ListenerContext;
  readonly #socket: Socket;
  readonly #pipelined: PendingRequest[] = [];
  #current: HttpExchange | UpgradedExchange | undefined;
  #closing: Timer | undefined;
  #hasFailed = false;
  #isRetiring = false;
  #sentBytes = 0;
  #stalledSinceMs = 0;

  constructor(context: ListenerContext, socket: Socket) {
    this.context = context;
    this.#socket = socket;
    socket.once('close', () => this.#onClose());
  }

  get isIdle(): boolean {
    return this.#current === undefined || this.#current.isFinished;
  }

  /** The head of a request has arrived. */
  receive(request: ProxyRequest, response: ServerResponse): void {
    if (this.isIdle) return this.#begin({ request, response });
    if (this.#pipelined.length === maxPipelined) return this.close();
    this.#pipelined.push({ request, response });
    // Only clients that pipeline cost a listener.
    if (this.#pipelined.length === 1) this.#current?.onceSent(() => this.#advance());
  }

  /** The head of a request for WebSocket has arrived, followed by the bytes `first`. Node's HTTP has released the socket. */
  receiveUpgrade(request: ProxyRequest, first: Uint8Array): void {
    // An answer in progress can no longer be written.
    if (!this.isIdle) return this.close();
    if (first.length > 0) this.#socket.unshift(first);
    const upgrade = new UpgradedExchange(this, request, this.#socket);
    this.#current = upgrade;
    upgrade.begin();
  }

  /** Node's HTTP parser, or one of Node's timeouts, has failed the incoming request. */
  fail(error: Error): void {
    if (this.#hasFailed || isBehindTheLast(error)) return;
    const fault = clientFault(error);
    const stage = this.#current?.stage ?? 'over';
    // A second answer would end up inside the one being sent.
    if (fault === undefined || stage === 'running' || stage === 'detached') return this.close();
    this.#hasFailed = true;
    const id = (stage === 'reading' ? this.#current?.id : undefined) ?? this.context.newRequestId();
    this.#current?.abandon();
    const answer = inCallersDialect(errorAnswer(fault), this.context.acceptor, id);
    this.#socket.end(rawAnswer(answer, id));
    this.closeSoon();
  }

  closeSoon(): void {
    this.#closing ??= this.context.clock.setTimer(closeSoonMs, () => this.close());
  }

  onExchangeOver(): void {
    if (this.#pipelined.length > 0) this.#advance();
    this.#closeIfRetired();
  }

  /** Closes as soon as nothing is in progress. Resolves when closed. */
  retire(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#isRetiring = true;
    this.#current?.onceSent(() => this.#closeIfRetired());
    this.#closeIfRetired();
    return closed;
  }

  /** Closes at once. */
  close(): void {
    this.#socket.destroy();
  }

  /** Closes if bytes have been waiting for the client for `stallMs` and it has taken none. Called periodically. */
  closeIfStalled(nowMs: number, stallMs: number): void {
    const pendingBytes = this.#socket.writableLength;
    const sentBytes = this.#socket.bytesWritten - pendingBytes;
    if (pendingBytes === 0 || sentBytes !== this.#sentBytes) {
      this.#sentBytes = sentBytes;
      this.#stalledSinceMs = nowMs;
    } else if (nowMs - this.#stalledSinceMs >= stallMs) {
      this.close();
    }
  }

  #begin({ request, response }: PendingRequest): void {
    const exchange = new HttpExchange(this, request, response);
    this.#current = exchange;
    if (this.#pipelined.length > 0) exchange.onceSent(() => this.#advance());
    exchange.begin();
  }

  #advance(): void {
    if (!this.isIdle || !this.#socket.writable) return;
    const next = this.#pipelined.shift();
    if (next !== undefined) this.#begin(next);
  }

  #closeIfRetired(): void {
    if (this.#isRetiring && this.isIdle) this.#socket.destroySoon();
  }

  #onClose(): void {
    this.#closing?.cancel();
    this.#pipelined.length = 0;
    this.#current?.abandon();
  }
}
