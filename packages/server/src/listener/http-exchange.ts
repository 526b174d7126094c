import type { ServerResponse } from 'node:http';

import type { RequestBody } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { Afterwards } from './answer-writer.ts';
import { BodyBuffer } from './body-buffer.ts';
import type { BodyFault } from './body-buffer.ts';
import { ClientExchange } from './client-exchange.ts';
import type { ConnectionPort } from './connection-port.ts';
import { earlyAnswer } from './early-answer.ts';
import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import { HttpAnswerWriter } from './http-answer-writer.ts';
import type { BodyReceiver, ProxyRequest } from './proxy-request.ts';
import { readHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Framing that a chunked body may have, besides as many bytes as the longest body: chunk sizes, extensions and line ends. */
const freeFramingBytes = 64 * 1024;

/** What a pipelined request takes besides its header lines. */
const headOverheadBytes = 2048;

/** An exchange over HTTP/1.1 or 1.0. Collects the body of its request from the moment that the head has arrived. */
export class HttpExchange extends ClientExchange<HttpAnswerWriter> implements BodyReceiver {
  readonly #request: ProxyRequest;
  readonly #response: ServerResponse;
  readonly #head: RequestHead;
  /** `undefined` if the request has no body, or is refused whatever its body is. */
  readonly #body: BodyBuffer | undefined;
  readonly #startedAtByte: number;
  #isComplete = false;
  #headBytes = 0;
  #onBody: ((body: RequestBody) => void) | undefined;
  #onComplete: (() => void) | undefined;
  /** Why the rest of the request cannot arrive. */
  #failure: LanewayError | undefined;

  constructor(connection: ConnectionPort, request: ProxyRequest, response: ServerResponse) {
    const head = readHead(request);
    const id = head.id ?? connection.context.newRequestId();
    super(connection, id, new HttpAnswerWriter(response, id, connection.context.acceptor));
    const { bodyBytes, budget } = connection.context;
    this.#request = request;
    this.#response = response;
    this.#head = head;
    this.#startedAtByte = request.socket.bytesRead;
    this.#body =
      head.kind === 'good' && head.bodyBytes !== 0 && (head.bodyBytes ?? 0) <= bodyBytes
        ? new BodyBuffer(bodyBytes, budget)
        : undefined;
    request.receiveBody(this);
  }

  get isFinished(): boolean {
    return this.stage === 'over' && this.#response.writableFinished;
  }

  /** Whether some of the request has yet to arrive. */
  get isIncomplete(): boolean {
    return !this.#isComplete;
  }

  onceSent(listener: () => void): void {
    this.#response.once('finish', listener);
  }

  /** Counts the head, which waits for the answers to earlier requests. Returns false if too many bytes are held. */
  holdHead(): boolean {
    const bytes = this.#request.rawHeaders.reduce((sum, { length }) => sum + length, headOverheadBytes);
    if (!this.connection.context.budget.take(bytes)) return false;
    this.#headBytes = bytes;
    return true;
  }

  begin(): void {
    this.#releaseHead();
    const answer = this.#answerWithoutGateway();
    if (answer !== undefined) return this.#answerEarly(answer);
    if (this.#head.kind === 'refused') return;
    const { target, headers, bodyBytes } = this.#head;
    this.accept({
      id: this.id,
      method: this.#request.method ?? '',
      path: target.path,
      query: target.query,
      headers,
      body: bodyBytes === 0 ? { kind: 'none' } : { kind: 'unread', length: bodyBytes },
    });
  }

  readBody(onBody: (body: RequestBody) => void): void {
    this.#onBody = onBody;
    if (this.#isComplete) this.#deliver();
    else if (this.#head.kind === 'good' && this.#head.expectsContinue) this.#response.writeContinue();
  }

  onChunk(chunk: Uint8Array): void {
    const body = this.#body;
    if (body === undefined || body.fault !== undefined) return;
    body.add(chunk);
    if (this.#framingBytes > freeFramingBytes + this.connection.context.bodyBytes) body.exceed();
    if (body.fault !== undefined && this.stage === 'running') this.refuse(this.#bodyError(body.fault));
  }

  onComplete(): void {
    this.#isComplete = true;
    // Node keeps the last request of an idle connection; it must not keep this exchange.
    this.#request.receiveBody(undefined);
    this.#onComplete?.();
    this.#deliver();
  }

  /** The rest of the request cannot arrive. */
  fail(error: LanewayError): void {
    this.#failure = error;
    if (this.stage === 'running') this.refuse(error);
  }

  override abandon(): void {
    this.#releaseHead();
    this.#body?.release();
    super.abandon();
  }

  protected override end(): void {
    this.#body?.release();
    super.end();
  }

  /**
   * Whether the connection must close after the answer. So it must after an upgrade that is not taken: Node's parser loses the
   * bytes that follow such a request in the same packet, and would take the next packet for a request.
   */
  override get isLast(): boolean {
    return super.isLast || this.#head.asksForUpgrade;
  }

  protected override whole(answer: WholeAnswer, afterwards: Afterwards): void {
    if (this.#failure !== undefined) return this.connection.endWith(answer, this.id, this.#request);
    if (this.#isComplete || this.#head.bodyBytes === 0) return super.whole(answer, afterwards);
    // Closing at once would reset the connection of a client that still sends, and it would lose the answer.
    this.connection.takeNoMore();
    this.writer.wholeBeforeClosing(answer);
    this.connection.closeSoon();
    this.#onComplete = () => this.writer.closeAfter();
  }

  #releaseHead(): void {
    this.connection.context.budget.give(this.#headBytes);
    this.#headBytes = 0;
  }

  get #framingBytes(): number {
    const isChunked = this.#head.bodyBytes === undefined;
    return isChunked ? this.#request.socket.bytesRead - this.#startedAtByte - (this.#body?.bytes ?? 0) : 0;
  }

  #deliver(): void {
    const onBody = this.#onBody;
    if (onBody === undefined || this.stage !== 'running') return;
    this.#onBody = undefined;
    const bytes = this.#body?.take();
    onBody(bytes === undefined || bytes.length === 0 ? { kind: 'none' } : { kind: 'bytes', bytes });
  }

  #answerWithoutGateway(): WholeAnswer | undefined {
    const head = this.#head;
    const error = this.#failure ?? (this.#body?.fault && this.#bodyError(this.#body.fault));
    if (error !== undefined) return errorAnswer(faultOf(error));
    if (head.kind === 'refused') return errorAnswer(head.fault);
    if (this.#request.isUpgradeTooEarly) return errorAnswer(faultOf(upgradeTooEarly()));
    const answer = earlyAnswer(this.connection, this.#request.method ?? '', head.target.path);
    if (answer !== undefined) return answer;
    return head.bodyBytes !== 0 && this.#body === undefined
      ? errorAnswer(faultOf(this.#bodyError('too-large')))
      : undefined;
  }

  #bodyError(fault: BodyFault): LanewayError {
    const { bodyBytes } = this.connection.context;
    return fault === 'too-large'
      ? new LanewayError('body_too_large', `The body may have at most ${bodyBytes} bytes.`)
      : new LanewayError('overloaded', 'The gateway holds as many bytes of bodies as it may.', {
          retryAfterMs: 1000,
        });
  }

  #answerEarly(answer: WholeAnswer): void {
    this.whole(answer, answer.status < 400 ? 'keep' : 'close');
    this.end();
  }
}

function upgradeTooEarly(): LanewayError {
  return new LanewayError(
    'bad_request',
    'A request for WebSocket must wait for the answers to earlier requests.',
  );
}
