import type { Socket } from 'node:net';

import type { HeaderPairs } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';

import type { Acceptor } from '../gateway-port.ts';
import type { AnswerWriter } from './answer-writer.ts';
import { inCallersDialect } from './error-body.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { rawHead } from './raw-head.ts';
import { responseLines } from './response-lines.ts';
import { rawAnswer } from './whole-answer.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** Writes an answer to a connection that Node's HTTP has released. The connection always closes after it. */
export class RawAnswerWriter implements AnswerWriter {
  readonly #socket: Socket;
  readonly #requestId: string;
  readonly #acceptor: Acceptor;
  readonly #request: ProxyRequest;
  #hasBegun = false;

  constructor(socket: Socket, requestId: string, acceptor: Acceptor, request: ProxyRequest) {
    this.#socket = socket;
    this.#requestId = requestId;
    this.#acceptor = acceptor;
    this.#request = request;
  }

  head(status: number, statusText: string, headers: HeaderPairs): void {
    if (status !== 101 && (status < 200 || status > 599))
      throw new RangeError(`${status} is not a final status.`);
    const { lines } = responseLines(status, headers, this.#requestId);
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
    const sent = inCallersDialect(answer, this.#acceptor, this.#requestId, this.#request);
    this.#socket.end(rawAnswer(sent, this.#requestId));
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
