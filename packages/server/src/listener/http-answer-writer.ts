import type { ServerResponse } from 'node:http';

import type { HeaderPairs } from '@laneway/contracts';

import type { Acceptor } from '../gateway-port.ts';
import type { Afterwards, AnswerWriter } from './answer-writer.ts';
import { inCallersDialect } from './error-body.ts';
import { responseLines } from './response-lines.ts';
import { sendableTrailers } from './sendable-trailers.ts';
import { reasonPhrase } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Writes an answer through Node's HTTP, as HTTP/1.1 or 1.0 needs it. */
export class HttpAnswerWriter implements AnswerWriter {
  readonly #response: ServerResponse;
  readonly #acceptor: Acceptor;
  readonly #requestId: string;
  #isBodiless = false;
  #hasBodyBytes = false;
  // Left of the declared length; undefined if none is declared.
  #bytesLeft: number | undefined;

  constructor(response: ServerResponse, requestId: string, acceptor: Acceptor) {
    this.#response = response;
    this.#acceptor = acceptor;
    this.#requestId = requestId;
  }

  head(status: number, statusText: string, headers: HeaderPairs, afterwards: Afterwards): void {
    if (status < 200 || status > 599) throw new RangeError(`${status} is not a final status.`);
    const response = this.#response;
    const { lines, bodyBytes } = responseLines(status, headers, this.#requestId);
    if (afterwards === 'close') lines.push('connection', 'close');
    else if (response.req.httpVersionMinor === 1) this.#keepAsTheClientWants(lines);
    response.writeHead(status, statusText, lines);
    this.#isBodiless = response.req.method === 'HEAD' || status === 204 || status === 304;
    this.#bytesLeft = this.#isBodiless ? undefined : bodyBytes;
    // With a known length, the head waits for the first bytes and goes out with them.
    if (bodyBytes === undefined && !this.#isBodiless) process.nextTick(flush, this);
  }

  get hasBegun(): boolean {
    return this.#response.headersSent;
  }

  hasRoom(bytes: number): boolean {
    return this.#bytesLeft === undefined || bytes <= this.#bytesLeft;
  }

  /** Writes a chunk in this tick, together with the head if that has not been sent yet. */
  data(chunk: Uint8Array): boolean {
    if (this.#isBodiless || chunk.length === 0) return true;
    this.#hasBodyBytes = true;
    if (this.#bytesLeft === undefined) return this.#response.write(chunk);
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft > 0) return this.#response.write(chunk);
    // The last chunk: ending with it saves a write.
    this.#response.end(chunk);
    return true;
  }

  /** Trailers are sent only with a chunked body. */
  end(trailers: HeaderPairs): boolean {
    if (this.#bytesLeft !== undefined && this.#bytesLeft > 0) return false;
    if (this.#response.writableEnded) return true;
    if (trailers.length > 0 && this.#isChunked && !this.#addTrailers(sendableTrailers(trailers)))
      return false;
    this.#response.end();
    return true;
  }

  onDrain(onDrain: () => void): void {
    this.#response.on('drain', onDrain);
  }

  whole(answer: WholeAnswer, afterwards: Afterwards): void {
    this.#response.end(this.#wholeHead(answer, afterwards));
  }

  /** Writes a complete answer, but leaves the connection open for reading until `closeAfter`. */
  wholeBeforeClosing(answer: WholeAnswer): void {
    const body = this.#wholeHead(answer, 'close');
    this.#hasBodyBytes = true;
    if (this.#isBodiless) this.#response.flushHeaders();
    else this.#response.write(body);
  }

  /** Ends the answer that `wholeBeforeClosing` began. */
  closeAfter(): void {
    this.#response.end();
  }

  breakOff(): void {
    const { socket } = this.#response;
    if (socket === null) return;
    if (this.#response.writableCorked > 0) this.#response.uncork();
    // A body that ends with its connection, as in HTTP/1.0, looks complete unless the connection is reset.
    if (this.#bytesLeft === undefined && !this.#isChunked && !('encrypted' in socket))
      socket.resetAndDestroy();
    else socket.destroySoon();
  }

  /** Sends the head if no byte of the body came in the same tick. */
  flushHead(): void {
    const response = this.#response;
    if (this.#hasBodyBytes || response.writableEnded || response.destroyed) return;
    // Unlike flushHeaders, this leaves bytes above 0x7f in header values as they are.
    response.write('', 'latin1');
  }

  get #isChunked(): boolean {
    return this.#bytesLeft === undefined && !this.#isBodiless && this.#response.req.httpVersionMinor === 1;
  }

  #addTrailers(trailers: HeaderPairs): boolean {
    try {
      this.#response.addTrailers(pairsOf(trailers));
      return true;
    } catch {
      return false;
    }
  }

  // Node would add "connection: keep-alive", which is the default of HTTP/1.1.
  #keepAsTheClientWants(lines: string[]): void {
    if (this.#response.shouldKeepAlive) this.#response.removeHeader('connection');
    else lines.push('connection', 'close');
  }

  /** Returns the body that has to follow. */
  #wholeHead(answer: WholeAnswer, afterwards: Afterwards): string {
    const { req } = this.#response;
    const { status, headers, body } = inCallersDialect(answer, this.#acceptor, this.#requestId, req);
    const length = `${Buffer.byteLength(body)}`;
    this.head(status, reasonPhrase(status), [...headers, 'content-length', length], afterwards);
    return body;
  }
}

function flush(writer: HttpAnswerWriter): void {
  writer.flushHead();
}

function pairsOf(headers: HeaderPairs): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([headers[index] ?? '', headers[index + 1] ?? '']);
  }
  return pairs;
}
