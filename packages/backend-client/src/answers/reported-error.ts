import { contentCoding, decodedStart, isObject } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { Answer } from '@laneway/contracts';

/** What an error body says. */
export interface ReportedError {
  /** `error.code`; numbers as text. */
  readonly code: string | undefined;
  /** `error.type`. */
  readonly type: string | undefined;
  readonly message: string;
  /** HTTP status, from `error.status` or a `code` that is a status. */
  readonly status: number | undefined;
}

/**
 * Reads a parsed error body or event of OpenAI, Azure or Anthropic, nested in `error` or flat. Fields that are missing or
 * of an unexpected type are `undefined`, all of them if `body` is not an object.
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

/** Whether `test` holds for the error's `code` or `type`, in lower case. */
export function namesError(error: ReportedError, test: (name: string) => boolean): boolean {
  return [error.code, error.type].some((name) => name !== undefined && test(name.toLowerCase()));
}

/** Whether the quota is spent, so that waiting does not help. */
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
