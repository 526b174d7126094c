import type { ServerResponse } from 'node:http';

import type { RequestBody } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { ClientExchange } from './client-exchange.ts';
import type { ConnectionPort } from './connection-port.ts';
import { earlyAnswer } from './early-answer.ts';
import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import { HttpAnswerWriter } from './http-answer-writer.ts';
import type { BodyReader, ProxyRequest } from './proxy-request.ts';
import { readHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';
import type { WholeAnswer } from './whole-answer.ts';

type GoodHead = Extract<RequestHead, { kind: 'good' }>;

/** An exchange over HTTP/1.1 or 1.0. */
export class HttpExchange extends ClientExchange<HttpAnswerWriter> implements BodyReader {
  readonly #request: ProxyRequest;
  readonly #response: ServerResponse;
  readonly #head: RequestHead;

  constructor(connection: ConnectionPort, request: ProxyRequest, response: ServerResponse) {
    const head = readHead(request);
    const id = head.id ?? connection.context.newRequestId();
    super(connection, id, new HttpAnswerWriter(response, id, connection.context.acceptor));
    this.#request = request;
    this.#response = response;
    this.#head = head;
  }

  get isFinished(): boolean {
    return this.stage === 'over' && this.#response.writableFinished;
  }

  onceSent(listener: () => void): void {
    this.#response.once('finish', listener);
  }

  begin(): void {
    const head = this.#head;
    if (head.kind === 'refused') return this.#answerEarly(errorAnswer(head.fault), head.hasBody);
    const answer = this.#answerWithoutBody(head);
    if (answer !== undefined) return this.#answerEarly(answer, head.bodyBytes !== 0);
    if (head.bodyBytes === 0) return this.#accept(head, { kind: 'none' });
    if (head.expectsContinue) this.#response.writeContinue();
    this.#request.readWhole(this, this.connection.context.bodyBytes);
  }

  onBody(bytes: Uint8Array): void {
    if (this.stage !== 'reading' || this.#head.kind === 'refused') return;
    this.#accept(this.#head, bytes.length === 0 ? { kind: 'none' } : { kind: 'bytes', bytes });
  }

  onBodyTooLarge(): void {
    if (this.stage === 'reading') this.#answerEarly(this.#bodyTooLarge(), true);
  }

  #accept({ target: { path, query }, headers }: GoodHead, body: RequestBody): void {
    const method = this.#request.method ?? '';
    this.accept({ id: this.id, method, path, query, headers, body });
  }

  #answerWithoutBody(head: GoodHead): WholeAnswer | undefined {
    const { context } = this.connection;
    const answer = earlyAnswer(context, this.#request.method ?? '', head.target.path);
    if (answer !== undefined) return answer;
    return (head.bodyBytes ?? 0) > context.bodyBytes ? this.#bodyTooLarge() : undefined;
  }

  #bodyTooLarge(): WholeAnswer {
    const { bodyBytes } = this.connection.context;
    return errorAnswer(
      faultOf(new LanewayError('body_too_large', `The body may have at most ${bodyBytes} bytes.`)),
    );
  }

  #answerEarly(answer: WholeAnswer, hasBody: boolean): void {
    if (hasBody) this.#answerWhileSending(answer);
    else this.writer.whole(answer, answer.status < 400 ? 'keep' : 'close');
    this.end();
  }

  // Closing at once would reset the connection of a client that still sends, and it would lose the answer.
  #answerWhileSending(answer: WholeAnswer): void {
    this.writer.wholeBeforeClosing(answer);
    this.connection.closeSoon();
    this.#request.discard(() => this.writer.closeAfter());
  }
}
