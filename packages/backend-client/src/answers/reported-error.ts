import { contentCoding, decodedStart, isObject } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { Answer } from '@laneway/contracts';

/** What a backend says of its own failure. A field that it doesn't give is `undefined`. */
export interface ReportedError {
  /** `error.code`; numbers as text. */
  readonly code: string | undefined;
  /** `error.type`. */
  readonly type: string | undefined;
  readonly message: string;
  /** HTTP status, from `error.status` or a `code` that is one. */
  readonly status: number | undefined;
}

/**
 * The error in a body or event of OpenAI's, Azure's or Anthropic's kind, nested in `error` or flat.
 * Fields that are missing or of another type than documented do no harm; what isn't an object reports nothing.
 */
export function reportedError(body: unknown): ReportedError {
  const outer = fieldsOf(body);
  const error =
    typeof outer.error === 'string' ? { ...outer, message: outer.error } : fieldsOf(outer.error ?? outer);
  const code = textOf(error.code) ?? textOf(error.statusCode);
  return {
    code,
    type: textOf(error.type),
    message: textOf(error.message) ?? '',
    status: statusOf(textOf(error.status)) ?? statusOf(code),
  };
}

/** Whether what was said is true of its `code` or its `type`; `test` gets them in lower case. */
export function namesError(error: ReportedError, test: (name: string) => boolean): boolean {
  return [error.code, error.type].some((name) => name !== undefined && test(name.toLowerCase()));
}

/** Whether it says that quota is spent for good, so that waiting won't help. */
export function isQuotaSpent(error: ReportedError): boolean {
  return namesError(error, (name) => name === 'insufficient_quota');
}

/** The text of an error body, as far as it has arrived and can be decoded. */
export function bodyText({ head, body }: Answer): string {
  return new TextDecoder().decode(decodedStart(body, contentCoding(head.headers)));
}

function fieldsOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

function statusOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-5]\d\d$/.test(text) ? Number(text) : undefined;
}
