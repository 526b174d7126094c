import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { HeaderPairs } from '@laneway/contracts';
import { headerValue, LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle } from '@laneway/core';

import { clientStream } from './client-stream.ts';
import { earlyAnswer } from './early-answer.ts';
import { errorAnswer } from './error-body.ts';
import type { Carrier, Exchange } from './exchange.ts';
import { faultOf } from './fault.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { rawHead } from './raw-head.ts';
import { readHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';
import { responseLines } from './response-lines.ts';
import { rawAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** As of any exchange, but that there is no body to be read. */
type Stage = Exclude<Exchange['stage'], 'reading'>;

/**
 * A request for WebSocket and, if the backend agrees, the session that follows: bytes both ways, which nobody looks into.
 * Node's HTTP has let go of the connection, so whatever is answered is written here, and the connection ends behind it.
 */
export class UpgradeExchange implements ClientSink {
  readonly id: string;
  readonly #carrier: Carrier;
  readonly #socket: Socket;
  readonly #head: RequestHead;
  readonly #sent: Readable;
  #stage: Stage = 'running';
  #hasSwitched = false;
  #handle: ExchangeHandle | undefined;

  constructor(carrier: Carrier, request: ProxyRequest, socket: Socket) {
    this.#carrier = carrier;
    this.#socket = socket;
    this.#head = readHead(request);
    this.id = this.#head.id ?? carrier.intake.newRequestId();
    this.#sent = clientStream(socket);
    socket
      // 'close' follows, and is enough.
      .on('error', () => {})
      .on('drain', () => this.#handle?.resume())
      .once('end', () => this.#onClientDone())
      .once('finish', () => carrier.linger());
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Whether the engine is done. */
  get isFinished(): boolean {
    return this.#stage === 'over';
  }

  /** Calls `listener` when the last byte has left. */
  onceSent(listener: () => void): void {
    this.#socket.once('finish', listener);
  }

  /** Answers at once, or hands the request to the engine. */
  begin(): void {
    const head = this.#head;
    if (head.kind === 'refused') return this.#answer(errorAnswer(head.fault));
    const answer = earlyAnswer(this.#carrier.intake, 'GET', head.target.path);
    if (answer !== undefined) return this.#answer(answer);
    this.#accept(head);
  }

  onHead(status: number, statusText: string, headers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    try {
      this.#hasSwitched = status === 101;
      const { lines } = responseLines(headers, this.id);
      this.#socket.write(rawHead(status, statusText, [...lines, ...this.#hopLines(lines)]), 'latin1');
    } catch (cause) {
      this.#log.warn('an answer has a head that HTTP does not allow', { requestId: this.id, cause });
      const error = new LanewayError('bad_gateway', 'The backend sent an answer that is not valid HTTP.');
      // The engine is told when the connection closes.
      this.#stage = 'deaf';
      this.#write(errorAnswer(faultOf(error)));
    }
  }

  onData(chunk: Uint8Array): boolean {
    return this.#stage !== 'running' || this.#socket.write(chunk);
  }

  onEnd(): void {
    if (this.#stage !== 'running') return;
    this.#socket.end();
    this.#over();
  }

  onBreak(): void {
    if (this.#stage !== 'running') return;
    this.#socket.destroySoon();
    this.#over();
  }

  onRefusal(error: LanewayError, headers: HeaderPairs): void {
    if (this.#stage === 'running') this.#answer(errorAnswer(faultOf(error), headers));
  }

  /** The connection is closed: what the engine holds for it is given back. */
  abandon(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#stage = 'over';
    handle?.cancel();
  }

  get #log() {
    return this.#carrier.intake.log;
  }

  #accept({ target, headers }: Extract<RequestHead, { kind: 'good' }>): void {
    const { path, query } = target;
    const body = { kind: 'stream', length: undefined, chunks: this.#sent } as const;
    const request = { id: this.id, method: 'GET', path, query, headers, body, upgrade: 'websocket' };
    try {
      const handle = this.#carrier.intake.acceptor.accept(request, this);
      if (!this.isFinished) this.#handle = handle;
    } catch (cause) {
      this.#log.error('the engine failed to accept a request', { requestId: this.id, cause });
      if (this.isFinished) return;
      this.#answer(errorAnswer(faultOf(new LanewayError('internal_error', 'Something went wrong.'))));
    }
  }

  /** What is between the client and this server only, and was taken from the backend's answer. */
  #hopLines(lines: HeaderPairs): HeaderPairs {
    if (this.#hasSwitched) return ['connection', 'Upgrade', 'upgrade', 'websocket'];
    const date = headerValue(lines, 'date') === undefined ? ['date', new Date().toUTCString()] : [];
    return ['connection', 'close', ...date];
  }

  #answer(answer: WholeAnswer): void {
    this.#write(answer);
    this.#over();
  }

  #write(answer: WholeAnswer): void {
    this.#socket.end(rawAnswer(answer, this.id));
  }

  // Before the switch, a client that stops sending has left. After it, the backend hears of it and may still answer.
  #onClientDone(): void {
    if (this.#hasSwitched) this.#carrier.linger();
    else if (this.#stage === 'running') this.#socket.destroy();
  }

  #over(): void {
    this.#stage = 'over';
    this.#handle = undefined;
    this.#sent.destroy();
    this.#carrier.onExchangeOver();
  }
}
