import type { AttemptHandle, HeaderPairs, ResponseSink } from '@laneway/contracts';
import type { Dispatcher } from 'undici';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';

import { exchangeBytes } from './switched-connection.ts';
import { headerPairs } from './header-pairs.ts';
import { transportError } from './transport-error.ts';

/** A running attempt: the handler that undici calls, and the handle that the caller holds. */
export class RunningAttempt implements AttemptHandle, Dispatcher.DispatchHandler {
  // `undefined` once the attempt has ended or was aborted, so that nothing reaches the sink afterwards.
  #sink: ResponseSink | undefined;
  // Set when the attempt gets a connection; before that there is nothing to abort or pause.
  #controller: Pick<Dispatcher.DispatchController, 'abort' | 'pause' | 'resume'> | undefined;
  #paused = false;
  // Chunks that arrived during a pause: undici pauses one chunk late, and not at all if the backend closes.
  readonly #held: Uint8Array[] = [];
  // Set when the answer has ended while chunks are held.
  #trailers: HeaderPairs | undefined;
  #upload: Readable | undefined;
  readonly #afterSwitch: AsyncIterable<Uint8Array> | undefined;

  /**
   * `upload`: the request body if it is a stream; destroyed when the attempt ends. `afterSwitch`: what to send once the
   * backend has switched protocols; not touched before, so that another attempt can send it.
   */
  constructor(
    sink: ResponseSink,
    upload: Readable | undefined,
    afterSwitch: AsyncIterable<Uint8Array> | undefined,
  ) {
    this.#sink = sink;
    this.#upload = upload;
    this.#afterSwitch = afterSwitch;
  }

  abort(): void {
    if (this.#end() === undefined) return;
    this.#held.length = 0;
    this.#controller?.abort(aborted);
  }

  pause(): void {
    this.#paused = true;
    this.#controller?.pause();
  }

  resume(): void {
    this.#paused = false;
    // This may be called from the callback of another answer, where undici's parser must not be re-entered.
    queueMicrotask(() => this.#flow());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown instead of aborted: undici then drops the request and keeps the unused connection.
    if (this.#sink === undefined) throw aborted;
    this.#controller = controller;
    if (this.#paused) controller.pause();
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    statusText: string | undefined,
  ): void {
    if (status < 200) return;
    this.#sink?.onHead({ status, statusText: statusText ?? '', headers: rawPairs(controller.rawHeaders) });
  }

  onRequestUpgrade(
    { rawHeaders }: Dispatcher.DispatchController,
    status: number,
    _headers: unknown,
    connection: Duplex,
  ): void {
    this.#controller = {
      abort: () => connection.destroy(),
      pause: () => connection.pause(),
      resume: () => connection.resume(),
    };
    // undici does not pass on the reason phrase of a 101.
    this.#sink?.onHead({ status, statusText: 'Switching Protocols', headers: rawPairs(rawHeaders) });
    if (this.#sink === undefined) return;
    if (this.#afterSwitch !== undefined) this.#upload = Readable.from(this.#afterSwitch, byteMode);
    exchangeBytes(connection, this.#upload, {
      data: (chunk) => this.#receive(chunk),
      end: () => this.#finish([]),
      error: (error) => this.onResponseError(undefined, error),
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#receive(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#finish(rawPairs(controller.rawTrailers));
  }

  onResponseError(_controller: unknown, error: unknown): void {
    const phase = this.#controller === undefined ? 'connecting' : 'connected';
    // Deferred: undici reports an invalid request before `dispatch` returns, and the sink may send another attempt at once,
    // which must not happen while undici is cleaning up.
    queueMicrotask(() => {
      // An answer that is complete but held stays complete when its connection closes.
      if (this.#trailers === undefined) this.#end()?.onError(transportError(error, phase));
    });
  }

  #receive(chunk: Buffer): void {
    if (!this.#paused && this.#held.length === 0) {
      this.#sink?.onData(chunk);
      return;
    }
    this.#held.push(chunk);
    // A connection that has just switched protocols starts flowing by itself.
    if (this.#paused) this.#controller?.pause();
  }

  #finish(trailers: HeaderPairs): void {
    if (this.#held.length > 0) this.#trailers = trailers;
    else this.#end()?.onEnd(trailers);
  }

  #flow(): void {
    while (!this.#paused) {
      const chunk = this.#held.shift();
      if (chunk === undefined) break;
      this.#sink?.onData(chunk);
    }
    if (this.#paused || this.#sink === undefined) return;
    if (this.#trailers !== undefined) this.#end()?.onEnd(this.#trailers);
    else this.#controller?.resume();
  }

  #end(): ResponseSink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    this.#upload?.destroy();
    return sink;
  }
}

const byteMode = { objectMode: false };

// Shared: an abort is not a fault, its stack is never read, and thousands are thrown when clients leave.
const aborted = new Error('The attempt was aborted.');

// undici's type covers all protocols; its HTTP/1.1 parser passes buffers.
function rawPairs(raw: Dispatcher.DispatchController['rawHeaders']) {
  return headerPairs((raw ?? []) as readonly Buffer[]);
}
