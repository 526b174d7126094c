import type {
  AnswerExtent,
  AnswerIds,
  CallerError,
  Dialect,
  DialectRequest,
  HeaderPairs,
  RenamedRequest,
  SseEvent,
} from '@laneway/contracts';

import { HeaderNameSet } from './header-name-set.ts';

/** Ids read from one request, or from one part of an answer, at most. */
const mostIds = 1_000;
/** Longer strings are not stored as ids. Characters. */
const longestId = 512;

/**
 * A dialect whose answers are checked, because a plugin may be wrong: what it throws is reported, and a value that its
 * contract does not allow counts as none.
 */
export class CheckedDialect {
  readonly #dialect: Dialect;
  readonly #onError: (error: unknown) => void;
  readonly #servedByHeaders: HeaderNameSet;

  constructor(dialect: Dialect, onError: (error: unknown) => void) {
    this.#dialect = dialect;
    this.#onError = onError;
    this.#servedByHeaders = new HeaderNameSet(dialect.servedByHeaders ?? []);
  }

  /** The model that the request names; `undefined` if it names none. May parse the body. */
  modelOf(request: DialectRequest): string | undefined {
    return this.modelInHead(request) ?? this.#name(() => this.#dialect.modelInBody(request));
  }

  /** The model that the request names outside of its body. */
  modelInHead(request: DialectRequest): string | undefined {
    return this.#name(() => this.#dialect.modelInHead(request));
  }

  /** The request with another name of its model; `undefined` if the dialect failed to rename it. */
  rename(request: DialectRequest, model: string): RenamedRequest | undefined {
    return this.#try(() => {
      const { path, query, body } = this.#dialect.rename(request, model);
      if (!/^\/\S*$/.test(path) || !/^(\?\S*)?$/.test(query) || body.kind !== request.body.kind)
        throw new TypeError('A dialect must rename to a path, a query and a body.');
      return { path, query, body };
    });
  }

  /** Estimated tokens of the prompt; `undefined` if no model works for the request. */
  promptTokens(request: DialectRequest): number | undefined {
    return this.#tokens(() => this.#dialect.promptTokens(request));
  }

  /** Most tokens that the caller allows the answer to have; `undefined` if the request doesn't say. */
  maxTokens(request: DialectRequest): number | undefined {
    return this.#tokens(() => this.#dialect.maxTokens?.(request));
  }

  /** Estimated tokens of an answer whose usage nobody reported. */
  completionTokens(request: DialectRequest, answer: AnswerExtent): number {
    return this.#tokens(() => this.#dialect.completionTokens(request, answer)) ?? 0;
  }

  /** Ids of stored objects that the request refers to. */
  storedIds(request: DialectRequest): readonly string[] {
    return this.#ids(() => this.#dialect.storedIds?.(request));
  }

  /** How to find the ids of stored objects in the answer; `undefined` if it need not be read. */
  answerIds(request: DialectRequest): AnswerIds | undefined {
    const ids = this.#try(() => this.#dialect.answerIds?.(request));
    return (
      ids && {
        inBody: (json) => this.#ids(() => ids.inBody(json)),
        inEvent: (event) => this.#ids(() => ids.inEvent(event)),
      }
    );
  }

  /** Whether an event within a stream may be an error. */
  mayBeError(event: SseEvent): boolean {
    try {
      return this.#dialect.mayBeError?.(event) !== false;
    } catch (error) {
      this.#onError(error);
      return true;
    }
  }

  /** The body of an error answer, as JSON. */
  errorBody(error: CallerError): string {
    const { code, message } = error;
    return (
      this.#try(() => JSON.stringify(this.#dialect.errorBody(error))) ??
      JSON.stringify({ error: { code, message } })
    );
  }

  /** What an answer's headers say of who served the request; names in lower case. */
  servedBy(headers: HeaderPairs): Readonly<Record<string, string>> | undefined {
    let found: Record<string, string> | undefined;
    for (let index = 0; index + 1 < headers.length; index += 2) {
      const name = headers[index] ?? '';
      if (this.#servedByHeaders.has(name)) (found ??= {})[name.toLowerCase()] = headers[index + 1] ?? '';
    }
    return found;
  }

  #name(read: () => string | undefined): string | undefined {
    const name = this.#try(read);
    return typeof name === 'string' && name !== '' ? name : undefined;
  }

  #tokens(read: () => number | undefined): number | undefined {
    const tokens = this.#try(read);
    return typeof tokens === 'number' && tokens >= 0 && tokens < Infinity ? tokens : undefined;
  }

  #ids(read: () => Iterable<string> | undefined): readonly string[] {
    return (
      this.#try(() => {
        const found: string[] = [];
        let left = mostIds;
        for (const id of read() ?? []) {
          if (typeof id === 'string' && id !== '' && id.length <= longestId) found.push(id);
          left -= 1;
          if (left === 0) break;
        }
        return found;
      }) ?? []
    );
  }

  #try<Result>(read: () => Result): Result | undefined {
    try {
      return read();
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }
}
