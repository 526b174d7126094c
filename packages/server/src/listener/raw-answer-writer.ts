import type { Socket } from 'node:net';

import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { AnswerWriter } from './answer-writer.ts';
import { rawHead } from './raw-head.ts';
import { responseLines } from './response-lines.ts';
import { rawAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Writes an answer to a connection that Node's HTTP has released. The connection always closes after it. */
export class RawAnswerWriter implements AnswerWriter {
  readonly #socket: Socket;
  readonly #requestId: string;
  #hasBegun = false;

  constructor(socket: Socket, requestId: string) {
    this.#socket = socket;
    this.#requestId = requestId;
  }

  head(status: number, statusText: string, headers: HeaderPairs): void {
    const { lines } = responseLines(headers, this.#requestId);
    const head = rawHead(status, statusText, [...lines, ...hopLines(status, lines)]);
    this.#socket.write(head, 'latin1');
    this.#hasBegun = true;
  }

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  hasRoom(): boolean {
    return true;
  }

  data(chunk: Uint8Array): boolean {
    return this.#socket.write(chunk);
  }

  end(): boolean {
    this.#socket.end();
    return true;
  }

  whole(answer: WholeAnswer): void {
    this.#socket.end(rawAnswer(answer, this.#requestId));
  }

  breakOff(): void {
    this.#socket.destroySoon();
  }

  onDrain(onDrain: () => void): void {
    this.#socket.on('drain', onDrain);
  }
}

/** The hop-by-hop headers of this connection, which the gateway has removed from the backend's answer. */
function hopLines(status: number, lines: HeaderPairs): HeaderPairs {
  if (status === 101) return ['connection', 'Upgrade', 'upgrade', 'websocket'];
  const date = headerValue(lines, 'date') === undefined ? ['date', new Date().toUTCString()] : [];
  return ['connection', 'close', ...date];
}
