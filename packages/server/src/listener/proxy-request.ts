import { IncomingMessage } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** Told how the body of a request came in: exactly one call. */
export interface BodyReader {
  /** All of it. Belongs to the reader; empty if nothing came. */
  onBody(bytes: Uint8Array): void;
  /** More than the limit has come; the rest still comes and is the reader's to discard. */
  onBodyTooLarge(): void;
}

// How much of a body is kept while its connection still serves the request before.
const readAheadBytes = 64 * 1024;

const noHeaders: IncomingHttpHeaders = Object.freeze({});

/**
 * A request whose head is read from `rawHeaders` and whose body is read whole.
 *
 * It goes around two things that Node does for every request, which together cost a fifth of the CPU time of a small one:
 * the stream behind the body (Node's parser hands the chunks to `push`, so they are taken there), and the object of all
 * headers (made when Node looks for `expect`, which is looked after here as well).
 */
export class ProxyRequest extends IncomingMessage {
  /** Empty: see `rawHeaders`. */
  override readonly headers = noHeaders;
  #chunks: Uint8Array[] = [];
  #bytes = 0;
  #limitBytes = readAheadBytes;
  #reader: BodyReader | undefined;
  #onDiscarded: (() => void) | undefined;

  /** Called by Node's parser: a chunk, or `null` at the end. Returning false stops reading from the connection. */
  override push(chunk: Uint8Array | null): boolean {
    if (chunk === null) this.#end();
    else if (this.#onDiscarded === undefined) return this.#take(chunk);
    return true;
  }

  /** Reads the body up to `limitBytes` and hands it over in one piece, at once if it is already here. */
  readWhole(reader: BodyReader, limitBytes: number): void {
    this.#reader = reader;
    this.#limitBytes = limitBytes;
    if (this.#bytes > limitBytes) reader.onBodyTooLarge();
    else if (this.complete) this.#end();
    else this.socket.resume();
  }

  /** Throws away what still comes and calls `onDiscarded` at its end, which never comes if the client leaves. */
  discard(onDiscarded: () => void): void {
    this.#chunks = [];
    this.#onDiscarded = onDiscarded;
    if (this.complete) onDiscarded();
    else this.socket.resume();
  }

  #take(chunk: Uint8Array): boolean {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    if (this.#bytes <= this.#limitBytes) return true;
    this.#reader?.onBodyTooLarge();
    return this.#reader !== undefined;
  }

  #end(): void {
    if (this.#onDiscarded !== undefined) return this.#onDiscarded();
    if (this.#reader === undefined) return;
    const [first] = this.#chunks;
    const body =
      this.#chunks.length === 1 && first !== undefined ? first : Buffer.concat(this.#chunks, this.#bytes);
    // Node keeps the last request of an idle connection; it must not keep the body with it.
    this.#chunks = [];
    this.#reader.onBody(body);
  }
}
