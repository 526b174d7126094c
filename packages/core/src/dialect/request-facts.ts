import type { GatewayRequest, HeaderPairs, RequestBody, RequestView } from '@laneway/contracts';

import { modelInBody, modelInMultipart, modelInPath, modelInQuery } from './model-name.ts';
import { multipartBoundary } from './multipart.ts';
import { isStored } from './stored-references.ts';

const unread: unique symbol = Symbol('unread');

/** A request with what the gateway finds out about it; looks into the body only when asked. */
export class RequestFacts implements RequestView {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: HeaderPairs;
  readonly body: RequestBody;
  readonly upgrade: string | undefined;
  cost = 0;
  profile: string | undefined;
  /** Whether it is about stored objects: to make, to list or to use. */
  readonly stored: boolean;
  #json: unknown = unread;
  #model: string | undefined | typeof unread = unread;

  constructor(request: GatewayRequest) {
    this.id = request.id;
    this.method = request.method;
    this.path = request.path;
    this.query = request.query;
    this.headers = request.headers;
    this.body = request.body;
    this.upgrade = request.upgrade;
    this.stored = isStored(request.path);
  }

  get model(): string | undefined {
    if (this.#model === unread) this.#model = this.#findModel();
    return this.#model;
  }

  /** The model, if it has been looked for or can be told without the body. */
  get modelAtHand(): string | undefined {
    return this.#model === unread ? modelInPath(this.path)?.name : this.#model;
  }

  /** Whether it can be sent more than once: nothing of a switched protocol is sent before a backend has agreed to it. */
  get replayable(): boolean {
    return this.body.kind !== 'stream' || this.upgrade !== undefined;
  }

  /** Bytes of the body, as far as they are known. */
  get bytes(): number {
    if (this.body.kind === 'none') return 0;
    return this.body.kind === 'bytes' ? this.body.bytes.length : (this.body.length ?? 0);
  }

  json(): unknown {
    if (this.#json === unread)
      this.#json = this.body.kind === 'bytes' ? parseJson(this.body.bytes) : undefined;
    return this.#json;
  }

  #findModel(): string | undefined {
    return (
      modelInPath(this.path)?.name ??
      modelInQuery(this.query) ??
      modelInBody(this.json()) ??
      this.#formModel()
    );
  }

  #formModel(): string | undefined {
    const boundary = this.body.kind === 'bytes' ? multipartBoundary(this.headers) : undefined;
    return this.body.kind === 'bytes' && boundary !== undefined
      ? modelInMultipart(this.body.bytes, boundary)
      : undefined;
  }
}

const decoder = new TextDecoder();

function parseJson(bytes: Uint8Array): unknown {
  // Objects are all that is ever looked into: spares text and binary bodies the attempt.
  if (bytes[0] !== 0x7b && !/^\s*\{/.test(decoder.decode(bytes.subarray(0, 64)))) return undefined;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
