import type { AttemptHandle, HeaderPairs, ResponseSink } from '@laneway/contracts';
import type { Dispatcher } from 'undici';
import type { Readable } from 'node:stream';

import { headerPairs } from './header-pairs.ts';
import { transportError } from './transport-error.ts';

/** An attempt between `send` and its end: undici's handler on one side, the caller's handle on the other. */
export class RunningAttempt implements AttemptHandle, Dispatcher.DispatchHandler {
  // Gone once the attempt has ended or was aborted, so that nothing can reach it any more.
  #sink: ResponseSink | undefined;
  // Comes with the connection: until then there is nothing to abort or pause.
  #controller: Dispatcher.DispatchController | undefined;
  #paused = false;
  // Chunks that came in spite of a pause: undici stops one chunk late, and doesn't stop at all for a backend that closes.
  readonly #held: Uint8Array[] = [];
  // Set when the answer has ended behind held chunks.
  #trailers: HeaderPairs | undefined;
  readonly #upload: Readable | undefined;

  /** `upload` is the request's body if it is streamed: it is given up with the attempt. */
  constructor(sink: ResponseSink, upload: Readable | undefined) {
    this.#sink = sink;
    this.#upload = upload;
  }

  abort(): void {
    if (this.#end() === undefined) return;
    this.#held.length = 0;
    this.#upload?.destroy();
    this.#controller?.abort(aborted);
  }

  pause(): void {
    this.#paused = true;
    this.#controller?.pause();
  }

  resume(): void {
    this.#paused = false;
    // undici's parser can't be entered again from a callback of another answer, where this may well be called.
    queueMicrotask(() => this.#flow());
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Thrown rather than aborted: undici then forgets the request and keeps the connection, which is still unused.
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

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#paused || this.#held.length > 0) this.#held.push(chunk);
    else this.#sink?.onData(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    const trailers = rawPairs(controller.rawTrailers);
    if (this.#held.length > 0) this.#trailers = trailers;
    else this.#end()?.onEnd(trailers);
  }

  onResponseError(_controller: unknown, error: unknown): void {
    this.#upload?.destroy();
    const phase = this.#controller === undefined ? 'connecting' : 'connected';
    // Later, because undici tells of a bad request before `dispatch` returns, and because whoever hears of a failure
    // tries again at once, which must not happen in the middle of undici's own cleaning up.
    queueMicrotask(() => this.#end()?.onError(transportError(error, phase)));
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
    return sink;
  }
}

// One for all: an abort is no fault, nobody reads its stack, and it is thrown in the thousands when clients leave.
const aborted = new Error('the attempt was aborted');

// undici types every form that raw headers take in any protocol; its HTTP/1.1 parser gives buffers.
function rawPairs(raw: Dispatcher.DispatchController['rawHeaders']) {
  return headerPairs((raw ?? []) as readonly Buffer[]);
}
