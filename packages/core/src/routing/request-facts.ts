import type {
  AnswerExtent,
  AnswerIds,
  DialectRequest,
  GatewayRequest,
  HeaderPairs,
  RenamedRequest,
  RequestBody,
  RequestView,
  SseEvent,
} from '@laneway/contracts';

import { backendPath, facadeName } from './backend-path.ts';
import type { CheckedDialect } from './checked-dialect.ts';

/** Chooses the dialect of a request whose facade is not known yet. */
export interface DialectChoice {
  dialectFor(request: Pick<GatewayRequest, 'path' | 'headers'>): CheckedDialect;
}

const unread: unique symbol = Symbol('unread');

/** A request with what the gateway finds out about it. Reads the body only if it has to, and once. */
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
  readonly #choice: DialectChoice;
  #dialect: CheckedDialect | undefined;
  /** The request that dialects get: this one, unless its path names a facade. */
  readonly #shown: DialectRequest;
  #json: unknown = unread;
  #models: Map<CheckedDialect, string | undefined> | undefined;
  #promptTokens: number | undefined | typeof unread = unread;

  /** `choice`: chooses the dialect until the facade is known. */
  constructor(request: GatewayRequest, choice: DialectChoice) {
    this.id = request.id;
    this.method = request.method;
    this.path = request.path;
    this.query = request.query;
    this.headers = request.headers;
    this.body = request.body;
    this.upgrade = request.upgrade;
    this.#choice = choice;
    this.#shown =
      facadeName(request.path) === undefined ? this : this.#at(backendPath(request.path, undefined));
  }

  /** The dialect of its facade; before that is known, the one of `choice`. */
  get dialect(): CheckedDialect {
    return (this.#dialect ??= this.#choice.dialectFor(this));
  }

  set dialect(dialect: CheckedDialect) {
    if (dialect === this.#dialect) return;
    this.#dialect = dialect;
    this.#promptTokens = unread;
  }

  get model(): string | undefined {
    return this.modelIn(this.dialect);
  }

  /** The model, if it was read already or can be read without the body. */
  get modelAtHand(): string | undefined {
    const { dialect } = this;
    return this.#models?.has(dialect) === true ? this.#models.get(dialect) : dialect.modelInHead(this.#shown);
  }

  /** The model that the request names if it is in this dialect; `undefined` if it names none. Read once for each. */
  modelIn(dialect: CheckedDialect): string | undefined {
    const models = (this.#models ??= new Map());
    if (!models.has(dialect)) models.set(dialect, dialect.modelOf(this.#shown));
    return models.get(dialect);
  }

  /** Estimated tokens of the prompt; `undefined` if no model works for the request. */
  get promptTokens(): number | undefined {
    if (this.#promptTokens === unread) this.#promptTokens = this.dialect.promptTokens(this.#shown);
    return this.#promptTokens;
  }

  /** Most tokens that the caller allows the answer to have; `undefined` if the request doesn't say. Parses the body. */
  get maxTokens(): number | undefined {
    return this.dialect.maxTokens(this.#shown);
  }

  /** Ids of stored objects that the request refers to. */
  get storedIds(): readonly string[] {
    return this.dialect.storedIds(this.#shown);
  }

  /** Finds ids of stored objects in its answer; `undefined` if the answer need not be read. */
  get answerIds(): AnswerIds | undefined {
    return this.dialect.answerIds(this.#shown);
  }

  /** Estimated tokens of its answer. */
  completionTokens(answer: AnswerExtent): number {
    return this.dialect.completionTokens(this.#shown, answer);
  }

  /** Whether an event within its answer may be an error. */
  mayBeError(event: SseEvent): boolean {
    return this.dialect.mayBeError(event);
  }

  /** The request with `model` as the name of its model, `path` being the one that the backend gets; `undefined` if that failed. */
  renamed(path: string, model: string): RenamedRequest | undefined {
    return this.dialect.rename(this.#at(path), model);
  }

  /** Whether it can be sent more than once. An upgrade can: its body is not sent before a backend has accepted. */
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
      this.#json = this.body.kind === 'bytes' ? parsedObject(this.body.bytes) : undefined;
    return this.#json;
  }

  #at(path: string): DialectRequest {
    const { method, query, headers, body, upgrade } = this;
    return { method, path, query, headers, body, upgrade, json: () => this.json() };
  }
}

const decoder = new TextDecoder();

function parsedObject(bytes: Uint8Array): unknown {
  // Dialects read objects only: other bodies are not parsed.
  if (bytes[0] !== 0x7b && !/^\s*\{/.test(decoder.decode(bytes.subarray(0, 64)))) return undefined;
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch {
    return undefined;
  }
}
