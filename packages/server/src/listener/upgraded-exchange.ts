import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';

import type { HeaderPairs } from '@laneway/contracts';

import { ClientExchange } from './client-exchange.ts';
import { clientStream } from './client-stream.ts';
import type { ConnectionPort } from './connection-port.ts';
import { earlyAnswer } from './early-answer.ts';
import { errorAnswer } from './error-body.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { RawAnswerWriter } from './raw-answer-writer.ts';
import { readHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';
import type { WholeAnswer } from './whole-answer.ts';

/**
 * A request for WebSocket and, if the backend agrees, the session that follows: bytes both ways, which are not parsed.
 * Node's HTTP has released the connection, so the answer is written to the socket, and the connection closes after it.
 */
export class UpgradedExchange extends ClientExchange {
  readonly #socket: Socket;
  readonly #head: RequestHead;
  readonly #sent: Readable;
  #hasSwitched = false;

  constructor(connection: ConnectionPort, request: ProxyRequest, socket: Socket) {
    const head = readHead(request);
    const id = head.id ?? connection.context.newRequestId();
    super(connection, id, new RawAnswerWriter(socket, id, connection.context.acceptor, request));
    this.#socket = socket;
    this.#head = head;
    // Before the switch, nobody reads: a client that sends much then breaks the protocol, and its departure would be hidden.
    this.#sent = clientStream(socket, () => this.#hasSwitched);
    socket
      // 'close' follows, and is handled.
      .on('error', () => {})
      .once('end', () => this.#onClientDone())
      .once('finish', () => connection.closeSoon());
  }

  readonly isIncomplete = false;

  get isFinished(): boolean {
    return this.stage === 'over';
  }

  onceSent(listener: () => void): void {
    this.#socket.once('finish', listener);
  }

  begin(): void {
    const head = this.#head;
    if (head.kind === 'refused') return this.#answerEarly(errorAnswer(head.fault));
    const { path, query } = head.target;
    const answer = earlyAnswer(this.connection, 'GET', path);
    if (answer !== undefined) return this.#answerEarly(answer);
    const body = { kind: 'stream', length: undefined, chunks: this.#sent } as const;
    this.accept({
      id: this.id,
      method: 'GET',
      path,
      query,
      headers: head.headers,
      body,
      upgrade: 'websocket',
    });
  }

  override onHead(status: number, statusText: string, headers: HeaderPairs): void {
    this.#hasSwitched = status === 101;
    super.onHead(status, statusText, headers);
  }

  protected override end(): void {
    this.#sent.destroy();
    super.end();
  }

  #answerEarly(answer: WholeAnswer): void {
    this.writer.whole(answer, 'close');
    this.end();
  }

  // Before the switch, a client that stops sending has left. After it, the backend gets the end and may still answer.
  #onClientDone(): void {
    if (this.#hasSwitched) this.connection.closeSoon();
    else if (this.stage === 'running') this.#socket.destroy();
  }
}
