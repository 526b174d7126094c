import type { ServerResponse } from 'node:http';

import type { HeaderPairs, RequestBody } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle } from '@laneway/core';

import { AnswerWriter } from './answer-writer.ts';
import { earlyAnswer } from './early-answer.ts';
import { errorAnswer } from './error-body.ts';
import { faultOf } from './fault.ts';
import type { Intake } from './intake.ts';
import type { BodyReader, ProxyRequest } from './proxy-request.ts';
import { readHead } from './request-head.ts';
import type { RequestHead } from './request-head.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** What an exchange needs of the connection that it runs on. */
export interface Carrier {
  readonly intake: Intake;
  /** The answer is out but the request still comes in: give the client a moment to read, then close. */
  linger(): void;
  /** The engine is done with the exchange. */
  onExchangeOver(): void;
}

type GoodHead = Extract<RequestHead, { kind: 'good' }>;

/**
 * `reading`: the body comes in. `running`: the engine has the request. `deaf`: it still has, but the client got another
 * answer; the engine is told when the connection closes. `over`: the engine is done, or was never asked.
 */
type Stage = 'reading' | 'running' | 'deaf' | 'over';

/** One request with its one response, between a client's connection and the engine. */
export class Exchange implements ClientSink, BodyReader {
  readonly #carrier: Carrier;
  readonly #request: ProxyRequest;
  readonly #response: ServerResponse;
  readonly #head: RequestHead;
  readonly #id: string;
  readonly #answer: AnswerWriter;
  #stage: Stage = 'reading';
  #handle: ExchangeHandle | undefined;
  #hasPaused = false;

  constructor(carrier: Carrier, request: ProxyRequest, response: ServerResponse) {
    this.#carrier = carrier;
    this.#request = request;
    this.#response = response;
    this.#head = readHead(request);
    this.#id = this.#head.id ?? carrier.intake.newRequestId();
    this.#answer = new AnswerWriter(response, this.#id);
  }

  get id(): string {
    return this.#id;
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** Whether the engine is done and the last byte has left. */
  get isFinished(): boolean {
    return this.#stage === 'over' && this.#response.writableFinished;
  }

  /** Calls `listener` when the last byte has left. */
  onceSent(listener: () => void): void {
    this.#response.once('finish', listener);
  }

  /** Answers at once, or reads the body and hands the request to the engine. */
  begin(): void {
    const head = this.#head;
    if (head.kind === 'refused') return this.#answerEarly(errorAnswer(head.fault), head.hasBody);
    const answer = this.#answerWithoutBody(head);
    if (answer !== undefined) return this.#answerEarly(answer, head.bodyBytes !== 0);
    if (head.bodyBytes === 0) return this.#accept(head, { kind: 'none' });
    if (head.expectsContinue) this.#response.writeContinue();
    this.#request.readWhole(this, this.#carrier.intake.bodyBytes);
  }

  onBody(bytes: Uint8Array): void {
    if (this.#stage !== 'reading' || this.#head.kind === 'refused') return;
    this.#accept(this.#head, bytes.length === 0 ? { kind: 'none' } : { kind: 'bytes', bytes });
  }

  onBodyTooLarge(): void {
    if (this.#stage === 'reading') this.#answerEarly(this.#bodyTooLarge(), true);
  }

  onHead(status: number, statusText: string, headers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    try {
      this.#answer.head(status, statusText, headers, this.#carrier.intake.draining ? 'close' : 'keep');
    } catch (cause) {
      this.#stage = 'deaf';
      this.#carrier.intake.log.warn('an answer has a head that HTTP does not allow', {
        requestId: this.#id,
        cause,
      });
      const error = new LanewayError('bad_gateway', 'The backend sent an answer that is not valid HTTP.');
      this.#answer.whole(errorAnswer(faultOf(error)), 'close');
    }
  }

  onData(chunk: Uint8Array): boolean {
    if (this.#stage !== 'running') return true;
    if (!this.#answer.hasRoom(chunk.length)) {
      this.#breakOff();
      return true;
    }
    if (this.#answer.data(chunk)) return true;
    this.#resumeOnDrain();
    return false;
  }

  onEnd(trailers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    if (this.#answer.isShort || !this.#answer.end(trailers)) return this.#breakOff();
    this.#over();
  }

  onBreak(): void {
    if (this.#stage !== 'running') return;
    this.#answer.breakOff();
    this.#over();
  }

  onRefusal(error: LanewayError, headers: HeaderPairs): void {
    if (this.#stage !== 'running') return;
    const afterwards = this.#carrier.intake.draining ? 'close' : 'keep';
    try {
      this.#answer.whole(errorAnswer(faultOf(error), headers), afterwards);
    } catch (cause) {
      this.#carrier.intake.log.warn('a refusal has headers that HTTP does not allow', {
        requestId: this.#id,
        cause,
      });
      this.#answer.whole(errorAnswer(faultOf(error)), afterwards);
    }
    this.#over();
  }

  /** The connection is closed, or will be with an answer of its own: what the engine holds for it is given back. */
  abandon(): void {
    const handle = this.#handle;
    this.#handle = undefined;
    this.#stage = 'over';
    handle?.cancel();
  }

  #answerWithoutBody(head: GoodHead): WholeAnswer | undefined {
    const { intake } = this.#carrier;
    const answer = earlyAnswer(intake, this.#request.method ?? '', head.target.path);
    if (answer !== undefined) return answer;
    return (head.bodyBytes ?? 0) > intake.bodyBytes ? this.#bodyTooLarge() : undefined;
  }

  #bodyTooLarge(): WholeAnswer {
    const { bodyBytes } = this.#carrier.intake;
    return errorAnswer(
      faultOf(new LanewayError('body_too_large', `The body may have ${bodyBytes} bytes at most.`)),
    );
  }

  #answerEarly(answer: WholeAnswer, hasBody: boolean): void {
    this.#stage = 'over';
    if (!hasBody) return this.#answer.whole(answer, answer.status < 400 ? 'keep' : 'close');
    // Closing at once would reset the connection under a client that still sends, and the answer would be lost.
    this.#answer.wholeBeforeClosing(answer);
    this.#carrier.linger();
    this.#request.discard(() => this.#answer.closeBehind());
  }

  #accept(head: GoodHead, body: RequestBody): void {
    const { path, query } = head.target;
    const method = this.#request.method ?? '';
    this.#stage = 'running';
    try {
      const handle = this.#carrier.intake.acceptor.accept(
        { id: this.#id, method, path, query, headers: head.headers, body },
        this,
      );
      if (!this.#isOver()) this.#handle = handle;
    } catch (cause) {
      this.#failed(cause);
    }
  }

  #failed(cause: unknown): void {
    this.#carrier.intake.log.error('the engine failed to accept a request', { requestId: this.#id, cause });
    if (this.#isOver()) return;
    if (this.#response.headersSent) this.#answer.breakOff();
    else
      this.#answer.whole(
        errorAnswer(faultOf(new LanewayError('internal_error', 'Something went wrong.'))),
        'keep',
      );
    this.#over();
  }

  #breakOff(): void {
    this.#stage = 'deaf';
    this.#answer.breakOff();
  }

  #resumeOnDrain(): void {
    if (this.#hasPaused) return;
    this.#hasPaused = true;
    this.#answer.onDrain(() => this.#handle?.resume());
  }

  #over(): void {
    this.#stage = 'over';
    this.#handle = undefined;
    this.#carrier.onExchangeOver();
  }

  #isOver(): boolean {
    return this.#stage === 'over';
  }
}
