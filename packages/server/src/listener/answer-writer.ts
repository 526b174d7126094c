import type { ServerResponse } from 'node:http';

import type { HeaderPairs } from '@laneway/contracts';

import { responseLines } from './response-lines.ts';
import { reasonPhrase } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** What becomes of the connection after an answer. */
export type Afterwards = 'keep' | 'close';

/** Writes one answer to a client, as HTTP/1.1 or 1.0 needs it. */
export class AnswerWriter {
  readonly #response: ServerResponse;
  readonly #requestId: string;
  #isBodiless = false;
  #isBegun = false;
  // Of the declared length; undefined if none is declared.
  #bytesLeft: number | undefined;

  constructor(response: ServerResponse, requestId: string) {
    this.#response = response;
    this.#requestId = requestId;
  }

  /** Writes status line and headers. Throws if HTTP doesn't allow them; another head may then be written. */
  head(status: number, statusText: string, headers: HeaderPairs, afterwards: Afterwards): void {
    if (status < 200 || status > 999) throw new RangeError(`${status} is no final status`);
    const response = this.#response;
    const { lines, bodyBytes } = responseLines(headers, this.#requestId);
    if (afterwards === 'close') lines.push('connection', 'close');
    else if (response.req.httpVersionMinor === 1) this.#keepAsTheClientWants(lines);
    response.writeHead(status, statusText, lines);
    this.#isBodiless = response.req.method === 'HEAD' || status === 204 || status === 304;
    this.#bytesLeft = this.#isBodiless ? undefined : bodyBytes;
    // Where the length is known, nobody gains from the head before the first bytes, and it is a tick less.
    if (bodyBytes === undefined && !this.#isBodiless) process.nextTick(flush, this);
  }

  /** Whether `bytes` more are no more than the head declared. */
  hasRoom(bytes: number): boolean {
    return this.#bytesLeft === undefined || bytes <= this.#bytesLeft;
  }

  /** Whether less has come than the head declared. */
  get isShort(): boolean {
    return this.#bytesLeft !== undefined && this.#bytesLeft > 0;
  }

  /** Writes a chunk in this tick, together with the head if that is still to be sent. Returns false to ask for a pause. */
  data(chunk: Uint8Array): boolean {
    if (this.#isBodiless || chunk.length === 0) return true;
    this.#isBegun = true;
    if (this.#bytesLeft === undefined) return this.#response.write(chunk);
    this.#bytesLeft -= chunk.length;
    if (this.#bytesLeft > 0) return this.#response.write(chunk);
    // The last one: ending with it saves a write.
    this.#response.end(chunk);
    return true;
  }

  /** Ends the answer, with trailers where HTTP has a place for them. Returns false if it doesn't allow these. */
  end(trailers: HeaderPairs): boolean {
    if (this.#response.writableEnded) return true;
    if (trailers.length > 0 && this.#isChunked && !this.#addTrailers(trailers)) return false;
    this.#response.end();
    return true;
  }

  /** Calls `onDrain` whenever a client that was too slow has caught up. */
  onDrain(onDrain: () => void): void {
    this.#response.on('drain', onDrain);
  }

  /** Writes a whole answer. */
  whole(answer: WholeAnswer, afterwards: Afterwards): void {
    this.#wholeHead(answer, afterwards);
    this.#response.end(answer.body);
  }

  /** Writes a whole answer, but leaves the connection open for reading until `closeBehind`. */
  wholeBeforeClosing(answer: WholeAnswer): void {
    this.#wholeHead(answer, 'close');
    this.#isBegun = true;
    if (this.#isBodiless) this.#response.flushHeaders();
    else this.#response.write(answer.body);
  }

  /** Ends what `wholeBeforeClosing` began. */
  closeBehind(): void {
    this.#response.end();
  }

  /** Closes the connection behind what was written, so that the client sees an answer cut short. */
  breakOff(): void {
    const { socket } = this.#response;
    if (socket === null) return;
    if (this.#response.writableCorked > 0) this.#response.uncork();
    // Where a body ends with its connection, as in HTTP/1.0, only a reset tells an end from a break.
    if (this.#bytesLeft === undefined && !this.#isChunked && !('encrypted' in socket))
      socket.resetAndDestroy();
    else socket.destroySoon();
  }

  /** Sends the head if no byte of the body came in the tick that it came in. */
  flushHead(): void {
    const response = this.#response;
    if (this.#isBegun || response.writableEnded || response.destroyed) return;
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

  // Of itself, Node would say "keep-alive", which HTTP/1.1 takes for granted.
  #keepAsTheClientWants(lines: string[]): void {
    if (this.#response.shouldKeepAlive) this.#response.removeHeader('connection');
    else lines.push('connection', 'close');
  }

  #wholeHead(answer: WholeAnswer, afterwards: Afterwards): void {
    const headers = [...answer.headers, 'content-length', `${Buffer.byteLength(answer.body)}`];
    this.head(answer.status, reasonPhrase(answer.status), headers, afterwards);
  }
}

function flush(writer: AnswerWriter): void {
  writer.flushHead();
}

function pairsOf(headers: HeaderPairs): [string, string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    pairs.push([headers[index] ?? '', headers[index + 1] ?? '']);
  }
  return pairs;
}
