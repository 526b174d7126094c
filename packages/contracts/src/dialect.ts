import type { HeaderPairs } from './headers.ts';
import type { RequestBody } from './request.ts';
import type { ResponseHead, SseEvent } from './response.ts';

/** A request as a dialect reads it. Every `RequestView` is one. */
export interface DialectRequest {
  /** HTTP method, upper case for the standard methods. */
  readonly method: string;
  /** Path as sent, still percent-encoded, without the query and without the prefix that names a facade. Begins with `/`. */
  readonly path: string;
  /** Query as sent, with its `?`; empty if there is none. */
  readonly query: string;
  /** Headers as sent. */
  readonly headers: HeaderPairs;
  /** What the client sent after the head. A body of kind `stream` is not to be read. */
  readonly body: RequestBody;
  /** Protocol that the client wants to switch to, lower case: `websocket`. Absent: none. */
  readonly upgrade?: string | undefined;
  /** The body parsed as JSON, at most once; `undefined` if it is not a JSON object or was not read whole. */
  json(): unknown;
}

/** The parts of a request that can name its model. */
export interface RenamedRequest {
  /** Path to send, percent-encoded. */
  readonly path: string;
  /** Query to send, with its `?`; empty if there is none. */
  readonly query: string;
  /** Body to send, of the same kind as before. */
  readonly body: RequestBody;
}

/** How much of an answer the gateway has seen. */
export interface AnswerExtent {
  /** Status line and headers, as received. */
  readonly head: ResponseHead;
  /** Whether it is a stream of server-sent events without content coding. */
  readonly isStream: boolean;
  /** Events seen. 0 also where no part of the gateway split the stream into events. */
  readonly events: number;
  /** Bytes of the body seen, as received. */
  readonly bytes: number;
}

/** Finds the ids of stored objects in an answer. */
export interface AnswerIds {
  /** Ids in a whole body, parsed as JSON. */
  inBody(json: unknown): Iterable<string>;
  /** Ids in one event of a stream. */
  inEvent(event: SseEvent): Iterable<string>;
}

/** An error that the gateway itself answers with. */
export interface CallerError {
  /** HTTP status of the answer, 400 to 599. */
  readonly status: number;
  /** Code of `errorTraits`, or of the listener: `not_found`, `method_not_allowed`, ... */
  readonly code: string;
  /** Category, as in `errorTraits`. */
  readonly type: string;
  /** A sentence for the caller, without secrets. */
  readonly message: string;
  /** The header, field or option at fault, if there is one. */
  readonly param: string | undefined;
  /** Value of the answer's `x-request-id`. */
  readonly requestId: string;
}

/**
 * Knows what the requests, answers and errors of a vendor's API say. Facades that name the same dialect with the same
 * options share one instance.
 *
 * Every method is synchronous, keeps nothing, changes nothing that it is passed, and takes time in proportion to the bytes
 * that it reads. Its arguments are what callers and backends send, valid or not, and it must not throw: what it throws is
 * reported as a warning, and counts as if the method had found nothing.
 */
export interface Dialect {
  /**
   * Names (lower case) of answer headers in which a backend says who served the request, e.g. a deployment or a region.
   * Telemetry shows them. @default none
   */
  readonly servedByHeaders?: readonly string[];

  /** The model that path, query or headers name; `undefined` if they name none. Does not read the body. */
  modelInHead(request: DialectRequest): string | undefined;
  /** The model that the body names; `undefined` if it names none or was not read whole. Called only if `modelInHead` finds none. */
  modelInBody(request: DialectRequest): string | undefined;
  /**
   * The request with `model` as the name of its model; every other byte stays as it is. Called only for a request that names
   * a model; `path` is then the one that the backend gets.
   */
  rename(request: DialectRequest, model: string): RenamedRequest;

  /**
   * Estimated tokens of the prompt, at least 0; 0 also if they cannot be estimated. `undefined` if no model runs for the
   * request, or not on the endpoint's quota of tokens per minute: such a request counts as one token.
   */
  promptTokens(request: DialectRequest): number | undefined;
  /** Most tokens that the caller allows the answer to have, at least 0; `undefined` if the request sets no limit. May read the body. @default no limit */
  maxTokens?(request: DialectRequest): number | undefined;
  /** Estimated tokens of an answer without reported usage, at least 0. Called at its end, also if it broke off. */
  completionTokens(request: DialectRequest, answer: AnswerExtent): number;

  /**
   * Ids of stored objects (files, batches, stored answers) that the request refers to: it goes to the endpoint that is known
   * to hold the first of them. At most 1,000 are read. @default none
   */
  storedIds?(request: DialectRequest): Iterable<string>;
  /** Finds the ids of stored objects in the answer; `undefined` if it cannot contain any and need not be read. @default undefined */
  answerIds?(request: DialectRequest): AnswerIds | undefined;

  /**
   * Whether an event within a stream may be an error: only then the connector's `inspect` is called. Called for every event, so it should
   * check few bytes and decode nothing. @default every event may be one
   */
  mayBeError?(event: SseEvent): boolean;

  /** The body of an error answer in the vendor's shape, as a value that the gateway writes as JSON. */
  errorBody(error: CallerError): unknown;
  /** Releases what the instance holds. May be called more than once. */
  close?(): void | Promise<void>;
}
