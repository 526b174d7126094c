import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Timer } from '@laneway/contracts';

import { clientFault, isBehindTheLast } from './client-fault.ts';
import { errorAnswer } from './error-body.ts';
import { Exchange } from './exchange.ts';
import type { Carrier } from './exchange.ts';
import type { Intake } from './intake.ts';
import type { ProxyRequest } from './proxy-request.ts';
import { UpgradeExchange } from './upgrade-exchange.ts';
import { rawAnswer } from './whole-answer.ts';

interface Waiting {
  readonly request: ProxyRequest;
  readonly response: ServerResponse;
}

// A client that pipelines more is cut off. Not paused: a paused connection doesn't tell when its client leaves.
const mostWaiting = 1000;

// How long a client may take to read an answer that came before it had sent its whole request.
const lingerMs = 2000;

/**
 * A client's connection. Hands its requests on one at a time, in order, however many the client has pipelined,
 * and notices when the client leaves.
 */
export class Connection implements Carrier {
  readonly intake: Intake;
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #current: Exchange | UpgradeExchange | undefined;
  #lingering: Timer | undefined;
  #hasFailed = false;
  #isRetiring = false;
  #sentBytes = 0;
  #stalledSinceMs = 0;

  constructor(intake: Intake, socket: Socket) {
    this.intake = intake;
    this.#socket = socket;
    socket.once('close', () => this.#onClose());
  }

  get isIdle(): boolean {
    return this.#current === undefined || this.#current.isFinished;
  }

  /** A request's head has come in. */
  receive(request: ProxyRequest, response: ServerResponse): void {
    if (this.isIdle) return this.#begin({ request, response });
    if (this.#waiting.length === mostWaiting) return this.close();
    this.#waiting.push({ request, response });
    // Only clients that pipeline pay for a listener.
    if (this.#waiting.length === 1) this.#current?.onceSent(() => this.#advance());
  }

  /** The head of a request to switch protocols has come in, with the first bytes behind it. Node's HTTP has let go of the socket. */
  receiveUpgrade(request: ProxyRequest, first: Uint8Array): void {
    // An answer that is still on its way would have lost its writer.
    if (!this.isIdle) return this.close();
    if (first.length > 0) this.#socket.unshift(first);
    const upgrade = new UpgradeExchange(this, request, this.#socket);
    this.#current = upgrade;
    upgrade.begin();
  }

  /** Node's parser or a timeout of Node's has given up on what the client sends. */
  fail(error: Error): void {
    if (this.#hasFailed || isBehindTheLast(error)) return;
    const fault = clientFault(error);
    const stage = this.#current?.stage ?? 'over';
    // While an answer is being sent, one to what comes behind it would get into it.
    if (fault === undefined || stage === 'running' || stage === 'deaf') return this.close();
    this.#hasFailed = true;
    const id = stage === 'reading' ? this.#current?.id : undefined;
    this.#current?.abandon();
    this.#socket.end(rawAnswer(errorAnswer(fault), id ?? this.intake.newRequestId()));
    this.linger();
  }

  linger(): void {
    this.#lingering ??= this.intake.clock.setTimer(lingerMs, () => this.close());
  }

  onExchangeOver(): void {
    if (this.#waiting.length > 0) this.#advance();
    this.#closeIfRetired();
  }

  /** Closes as soon as nothing is in progress. Resolves when closed. */
  retire(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve());
    });
    this.#isRetiring = true;
    this.#current?.onceSent(() => this.#closeIfRetired());
    this.#closeIfRetired();
    return closed;
  }

  /** Closes at once. */
  close(): void {
    this.#socket.destroy();
  }

  /** Closes if the client has taken nothing for `stallMs` although there is something to take. Asked now and then. */
  closeIfStalled(nowMs: number, stallMs: number): void {
    const pendingBytes = this.#socket.writableLength;
    const sentBytes = this.#socket.bytesWritten - pendingBytes;
    if (pendingBytes === 0 || sentBytes !== this.#sentBytes) {
      this.#sentBytes = sentBytes;
      this.#stalledSinceMs = nowMs;
    } else if (nowMs - this.#stalledSinceMs >= stallMs) {
      this.close();
    }
  }

  #begin({ request, response }: Waiting): void {
    const exchange = new Exchange(this, request, response);
    this.#current = exchange;
    if (this.#waiting.length > 0) exchange.onceSent(() => this.#advance());
    exchange.begin();
  }

  #advance(): void {
    if (!this.isIdle || !this.#socket.writable) return;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#begin(next);
  }

  #closeIfRetired(): void {
    if (this.#isRetiring && this.isIdle) this.#socket.destroySoon();
  }

  #onClose(): void {
    this.#lingering?.cancel();
    this.#waiting.length = 0;
    this.#current?.abandon();
  }
}
