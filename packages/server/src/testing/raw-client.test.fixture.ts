import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** An answer as received, byte for byte. */
export interface RawResponse {
  readonly status: number;
  readonly statusText: string;
  /** Header lines in order, as they were written. */
  readonly lines: readonly string[];
  readonly body: Buffer;
  /** Trailer lines. */
  readonly trailers: readonly string[];
}

/** The value of the header `name` (lower case). */
export function valueOf(response: RawResponse, name: string): string | undefined {
  const line = response.lines.find((text) => text.toLowerCase().startsWith(`${name}: `));
  return line?.slice(name.length + 2);
}

/** The body as JSON. */
export function jsonOf(response: RawResponse): unknown {
  return JSON.parse(response.body.toString());
}

/** A client that sends exactly the given bytes, and returns exactly the received ones. Text is latin1. */
export class RawClient {
  readonly socket: Socket;
  /** Resolves when the connection is closed, by either side, also with an error. */
  readonly closed: Promise<void>;
  /** Code of the error with which the connection ended; `undefined` if there was none. */
  errorCode: string | undefined;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #onChange: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.#isClosed = true;
        this.#onChange();
        resolve();
      });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.errorCode ??= error.code;
    });
    socket.on('data', (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#onChange();
    });
  }

  /** Connects to a loopback port, and sends `text` if there is any. */
  static async open(port: number, text = ''): Promise<RawClient> {
    return RawClient.over(await connected(connect(port, '127.0.0.1')), text);
  }

  /** Uses an open connection. */
  static over(socket: Socket, text = ''): RawClient {
    const client = new RawClient(socket);
    client.send(text);
    return client;
  }

  /** Received bytes that `response` has not taken. */
  get received(): string {
    return this.#received.toString('latin1');
  }

  send(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
  }

  /** Closes the connection without sending anything. */
  leave(): void {
    this.socket.destroy();
  }

  /** Resolves when `text` has come. */
  async until(text: string): Promise<void> {
    await this.#when(() => this.received.includes(text) || undefined);
  }

  /** Takes the next answer. `method`: that of its request. Rejects if the connection closes before its end. */
  response(method = 'GET'): Promise<RawResponse> {
    return this.#when(() => this.#take(method));
  }

  async #when<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      if (this.#isClosed) throw new Error(`closed after ${JSON.stringify(this.received)}`);
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    }
  }

  #take(method: string): RawResponse | undefined {
    const end = this.#received.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const [statusLine = '', ...lines] = this.#received.toString('latin1', 0, end).split('\r\n');
    const [, status = '', statusText = ''] = /^HTTP\/1\.1 (\d{3}) (.*)$/.exec(statusLine) ?? [];
    const head = { status: Number(status), statusText, lines, body: Buffer.alloc(0), trailers: [] };
    const rest = this.#received.subarray(end + 4);
    const framed = this.#body(method, head, rest);
    if (framed === undefined) return undefined;
    this.#received = rest.subarray(framed.length);
    return { ...head, body: framed.body, trailers: framed.trailers };
  }

  #body(method: string, head: RawResponse, rest: Buffer): Framed | undefined {
    if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) {
      return { body: Buffer.alloc(0), length: 0, trailers: [] };
    }
    if (valueOf(head, 'transfer-encoding') === 'chunked') return unchunk(rest);
    const declared = valueOf(head, 'content-length');
    if (declared === undefined)
      return this.#isClosed ? { body: rest, length: rest.length, trailers: [] } : undefined;
    const length = Number(declared);
    return rest.length < length ? undefined : { body: rest.subarray(0, length), length, trailers: [] };
  }
}

interface Framed {
  readonly body: Buffer;
  /** Bytes on the wire. */
  readonly length: number;
  readonly trailers: readonly string[];
}

function unchunk(bytes: Buffer): Framed | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd === -1) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    const start = lineEnd + 2;
    if (size === 0) return lastChunk(bytes, start, Buffer.concat(chunks));
    if (bytes.length < start + size + 2) return undefined;
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}

function lastChunk(bytes: Buffer, start: number, body: Buffer): Framed | undefined {
  const end = bytes.indexOf('\r\n', start) === start ? start : bytes.indexOf('\r\n\r\n', start) + 2;
  if (end < start || bytes.length < end + 2) return undefined;
  const trailers = bytes
    .toString('latin1', start, end)
    .split('\r\n')
    .filter((line) => line !== '');
  return { body, length: end + 2, trailers };
}

async function connected(socket: Socket): Promise<Socket> {
  socket.setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}
