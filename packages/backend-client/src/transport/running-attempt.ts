import type { AttemptHandle, HeaderPairs, ResponseSink } from '@laneway/contracts';
import type { Dispatcher } from 'undici';
import { Readable } from 'node:stream';
import type { Duplex } from 'node:stream';

import { carry } from './switched-connection.ts';
import { headerPairs } from './header-pairs.ts';
import { transportError } from './transport-error.ts';

/** An attempt between `send` and its end: undici's handler on one side, the caller's handle on the other. */
export class RunningAttempt implements AttemptHandle, Dispatcher.DispatchHandler {
  // Gone once the attempt has ended or was aborted, so that nothing can reach it any more.
  #sink: ResponseSink | undefined;
  // Comes with the connection: until then there is nothing to abort or pause.
  #controller: Pick<Dispatcher.DispatchController, 'abort' | 'pause' | 'resume'> | undefined;
  #paused = false;
  // Chunks that came in spite of a pause: undici stops one chunk late, and not at all if the backend closes.
  readonly #held: Uint8Array[] = [];
  // Set when the answer has ended behind held chunks.
  #trailers: HeaderPairs | undefined;
  #upload: Readable | undefined;
  readonly #afterSwitch: AsyncIterable<Uint8Array> | undefined;

  /**
   * `upload` is the request's body if it is streamed: it is given up with the attempt. `afterSwitch` is what goes to the
   * backend once it has switched protocols: until then it isn't touched, so that another attempt can have it.
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
    // undici keeps the reason phrase to itself.
    this.#sink?.onHead({ status, statusText: 'Switching Protocols', headers: rawPairs(rawHeaders) });
    if (this.#sink === undefined) return;
    if (this.#afterSwitch !== undefined) this.#upload = Readable.from(this.#afterSwitch, byteMode);
    carry(connection, this.#upload, {
      data: (chunk) => this.#hear(chunk),
      end: () => this.#finish([]),
      error: (error) => this.onResponseError(undefined, error),
    });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#hear(chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController): void {
    this.#finish(rawPairs(controller.rawTrailers));
  }

  onResponseError(_controller: unknown, error: unknown): void {
    const phase = this.#controller === undefined ? 'connecting' : 'connected';
    // Later, because undici tells of a bad request before `dispatch` returns, and because whoever hears of a failure
    // tries again at once, which must not happen in the middle of undici's own cleaning up.
    queueMicrotask(() => {
      // An answer that is whole but held stays whole when its connection goes.
      if (this.#trailers === undefined) this.#end()?.onError(transportError(error, phase));
    });
  }

  #hear(chunk: Buffer): void {
    if (!this.#paused && this.#held.length === 0) {
      this.#sink?.onData(chunk);
      return;
    }
    this.#held.push(chunk);
    // A connection begins to flow by itself when it has switched protocols.
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

// One for all: an abort is no fault, nobody reads its stack, and it is thrown in the thousands when clients leave.
const aborted = new Error('the attempt was aborted');

// undici types every form that raw headers take in any protocol; its HTTP/1.1 parser gives buffers.
function rawPairs(raw: Dispatcher.DispatchController['rawHeaders']) {
  return headerPairs((raw ?? []) as readonly Buffer[]);
}
