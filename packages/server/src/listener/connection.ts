import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { LanewayError, Timer } from '@laneway/contracts';

import { clientFault, isAfterTheLast } from './client-fault.ts';
import type { ConnectionPort } from './connection-port.ts';
import { errorAnswer, inCallersDialect } from './error-body.ts';
import { faultOf, methodNotAllowed } from './fault.ts';
import type { Fault } from './fault.ts';
import { HttpExchange } from './http-exchange.ts';
import type { ListenerContext } from './listener-context.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { servedMethods } from './request-head.ts';
import { UpgradedExchange } from './upgraded-exchange.ts';
import { rawAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

// A client that pipelines more is disconnected. Not paused: a paused connection does not report that its client left.
const maxPipelined = 1000;

// Time for a client to read an answer that was sent before its request had arrived. Milliseconds.
const closeSoonMs = 2000;

/** A client's connection: begins its requests one at a time and in order, and notices when the client leaves. */
export class Connection implements ConnectionPort {
  readonly context: ListenerContext;
  readonly isSurplus: boolean;
  readonly #socket: Socket;
  readonly #pipelined: HttpExchange[] = [];
  #current: HttpExchange | UpgradedExchange | undefined;
  /** Whether further requests are taken. If not, the connection closes after the last answer. */
  #takesMore = true;
  /** What is wrong with the bytes after the last request that was taken; answered after all others. */
  #lastFault: Fault | undefined;
  #closing: Timer | undefined;
  #isRetiring = false;
  #sentBytes = 0;
  #stalledSinceMs = 0;

  constructor(context: ListenerContext, socket: Socket, isSurplus: boolean) {
    this.context = context;
    this.isSurplus = isSurplus;
    this.#socket = socket;
    socket.once('end', () => this.#onClientDone()).once('close', () => this.#onClose());
  }

  get isIdle(): boolean {
    return this.#current === undefined || this.#current.isFinished;
  }

  /** Whether a request that arrives now may take over the connection. */
  get mayUpgrade(): boolean {
    return this.#takesMore && this.isIdle;
  }

  /** The head of a request has arrived. */
  receive(request: ProxyRequest, response: ServerResponse): void {
    if (!this.#takesMore) return;
    // Node destroys the socket after the preface of HTTP/2, and with it an answer in progress, unless it has another method.
    if (request.method === 'PRI') request.method = 'HTTP2';
    const exchange = new HttpExchange(this, request, response);
    if (exchange.isLast) this.#takesMore = false;
    if (this.isIdle) return this.#begin(exchange);
    if (this.#pipelined.length === maxPipelined || !exchange.holdHead()) return this.close();
    this.#pipelined.push(exchange);
    // Only clients that pipeline cost a listener.
    if (this.#pipelined.length === 1) this.#current?.onceSent(() => this.#advance());
  }

  /** The head of a request for WebSocket has arrived, followed by the bytes `first`. Node's HTTP has released the socket. */
  receiveUpgrade(request: ProxyRequest, first: Uint8Array): void {
    if (!this.#takesMore) return;
    if (first.length > 0) this.#socket.unshift(first);
    const upgrade = new UpgradedExchange(this, request, this.#socket);
    this.#current = upgrade;
    upgrade.begin();
  }

  /** The head of a CONNECT request has arrived. Node's HTTP has released the socket, even if an answer is in progress. */
  receiveConnect(): void {
    this.#socket
      .on('error', () => {})
      .on('data', () => {})
      .on('drain', () => this.#current?.onSocketDrain())
      .resume();
    if (this.#takesMore) this.#failWith(methodNotAllowed('CONNECT', servedMethods));
  }

  /** Node's HTTP parser, or one of Node's timeouts, has failed the incoming request. */
  fail(error: Error): void {
    if (!this.#takesMore || isAfterTheLast(error)) return;
    const fault = clientFault(error);
    if (fault === undefined) return this.close();
    const last = this.#pipelined.at(-1) ?? this.#current;
    if (last instanceof HttpExchange && last.isIncomplete && last.stage !== 'over')
      this.#failRequest(last, fault);
    else this.#failWith(faultOf(fault));
  }

  takeNoMore(): void {
    this.#takesMore = false;
    this.#lastFault = undefined;
    for (const exchange of this.#pipelined.splice(0)) exchange.abandon();
  }

  endWith(answer: WholeAnswer, requestId: string, request?: ProxyRequest): void {
    const sent = inCallersDialect(answer, this.context.acceptor, requestId, request);
    this.#socket.end(rawAnswer(sent, requestId));
    this.closeSoon();
  }

  closeSoon(): void {
    this.#closing ??= this.context.clock.setTimer(closeSoonMs, () => this.close());
  }

  onExchangeOver(): void {
    if (this.#pipelined.length > 0 || this.#lastFault !== undefined) this.#advance();
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

  #begin(exchange: HttpExchange): void {
    this.#current = exchange;
    if (this.#pipelined.length > 0 || this.#lastFault !== undefined) exchange.onceSent(() => this.#advance());
    exchange.begin();
  }

  #advance(): void {
    if (!this.isIdle || !this.#socket.writable) return;
    const next = this.#pipelined.shift();
    if (next !== undefined) this.#begin(next);
    else if (this.#lastFault !== undefined) this.#answerLastFault(this.#lastFault);
  }

  #failRequest(exchange: HttpExchange, error: LanewayError): void {
    this.#takesMore = false;
    exchange.fail(error);
  }

  // A second answer must not end up inside the one in progress.
  #failWith(fault: Fault): void {
    this.#takesMore = false;
    if (this.isIdle) return this.#answerLastFault(fault);
    if (this.#pipelined.length === 0) this.#current?.onceSent(() => this.#advance());
    this.#lastFault = fault;
  }

  #answerLastFault(fault: Fault): void {
    this.#lastFault = undefined;
    this.endWith(errorAnswer(fault), this.context.newRequestId());
  }

  #closeIfRetired(): void {
    if (this.#isRetiring && this.isIdle) this.#socket.destroySoon();
  }

  // A client that has stopped sending has left, except from a WebSocket session.
  #onClientDone(): void {
    if (this.#current instanceof UpgradedExchange) return;
    this.takeNoMore();
    if (this.#current !== undefined && this.#current.stage !== 'over') {
      this.#current.abandon();
      this.#socket.destroySoon();
    } else this.#socket.end();
  }

  #onClose(): void {
    this.#closing?.cancel();
    for (const exchange of this.#pipelined.splice(0)) exchange.abandon();
    this.#current?.abandon();
  }
}
