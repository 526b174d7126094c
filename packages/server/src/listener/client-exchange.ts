import type { HeaderPairs } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle, IncomingRequest } from '@laneway/core';

import type { Afterwards, AnswerWriter } from './answer-writer.ts';
import type { ConnectionPort } from './connection-port.ts';
import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import type { WholeAnswer } from './whole-answer.ts';

/**
 * `new`: not begun. `running`: the gateway has the request. `detached`: the gateway still has it,
 * but the client got another answer; the gateway is told when the connection closes. `over`: the gateway is done, or was
 * never asked.
 */
export type Stage = 'new' | 'running' | 'detached' | 'over';

/** One request with its one answer, between a client's connection and the gateway. */
export abstract class ClientExchange<Writer extends AnswerWriter = AnswerWriter> implements ClientSink {
  readonly id: string;
  protected readonly connection: ConnectionPort;
  protected readonly writer: Writer;
  #stage: Stage = 'new';
  #handle: ExchangeHandle | undefined;
  #hasPaused = false;

  constructor(connection: ConnectionPort, id: string, writer: Writer) {
    this.connection = connection;
    this.id = id;
    this.writer = writer;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Whether some of the request has yet to arrive. */
  abstract readonly isIncomplete: boolean;

  /** Whether the gateway is done and nothing is left to write. */
  abstract get isFinished(): boolean;

  /** Node's HTTP has released the socket of a running exchange, and reports its drains here. */
  onSocketDrain(): void {
    this.#handle?.resume();
  }

  /** Calls `listener` when the last byte has been written. */
  abstract onceSent(listener: () => void): void;

  /** Answers at once, or passes the request to the gateway when it is complete. */
  abstract begin(): void;

  onHead(status: number, statusText: string, headers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    try {
      if (this.isLast) this.connection.takeNoMore();
      this.writer.head(status, statusText, headers, this.isLast ? 'close' : 'keep');
    } catch (cause) {
      this.#stage = 'detached';
      this.#log.warn('An answer has a head that HTTP does not allow.', { requestId: this.id, cause });
      const error = new LanewayError('bad_gateway', 'The backend sent an answer that is not valid HTTP.');
      this.whole(errorAnswer(faultOf(error)), 'close');
    }
  }

  onData(chunk: Uint8Array): boolean {
    if (this.#stage !== 'running') return true;
    if (!this.writer.hasRoom(chunk.length)) {
      this.#breakOff();
      return true;
    }
    if (this.writer.data(chunk)) return true;
    this.#resumeOnDrain();
    return false;
  }

  onEnd(trailers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    if (this.writer.end(trailers)) this.end();
    else this.#breakOff();
  }

  onBreak(): void {
    if (this.#stage !== 'running') return;
    this.writer.breakOff();
    this.end();
  }

  onRefusal(error: LanewayError, headers: HeaderPairs, body: string): void {
    if (this.#stage !== 'running') return;
    const fault = faultOf(error);
    try {
      this.whole(errorAnswer(fault, headers, body), 'keep');
    } catch (cause) {
      this.#log.warn('A refusal has headers that HTTP does not allow.', { requestId: this.id, cause });
      this.whole(errorAnswer(fault, [], body), 'keep');
    }
    this.end();
  }

  /** The connection is closed, or ends with another answer: cancels the request at the gateway. */
  abandon(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#stage = 'over';
    handle?.cancel();
  }

  /** Hands the request to the gateway, which may answer before this returns. */
  protected accept(request: IncomingRequest): void {
    this.#stage = 'running';
    try {
      const handle = this.connection.context.acceptor.accept(request, this);
      if (!this.#isOver()) this.#handle = handle;
    } catch (cause) {
      this.#log.error('The gateway failed to accept a request.', { requestId: this.id, cause });
      if (this.#isOver()) return;
      const error = new LanewayError('internal_error', 'Something went wrong.');
      if (this.writer.hasBegun) this.writer.breakOff();
      else this.whole(errorAnswer(faultOf(error)), 'keep');
      this.end();
    }
  }

  /** Ends a running exchange with an error of the listener's own, which comes back through `onRefusal`. */
  protected refuse(error: LanewayError): void {
    this.#handle?.refuse(error);
  }

  /** Whether the connection closes after the answer. */
  get isLast(): boolean {
    return this.connection.context.draining || this.connection.isSurplus;
  }

  /** Writes a complete answer. */
  protected whole(answer: WholeAnswer, afterwards: Afterwards): void {
    const closes = afterwards === 'close' || this.isLast;
    if (closes) this.connection.takeNoMore();
    this.writer.whole(answer, closes ? 'close' : 'keep');
  }

  /** The gateway is done with this exchange, or was never asked. */
  protected end(): void {
    this.#stage = 'over';
    this.#handle = undefined;
    this.connection.onExchangeOver();
  }

  get #log() {
    return this.connection.context.log;
  }

  #breakOff(): void {
    this.#stage = 'detached';
    this.writer.breakOff();
  }

  #resumeOnDrain(): void {
    if (this.#hasPaused) return;
    this.#hasPaused = true;
    this.writer.onDrain(() => this.#handle?.resume());
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }
}
