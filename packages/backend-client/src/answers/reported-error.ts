import { contentCoding, decodedStart, isObject, parsedJson } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';
import type { Answer } from '@laneway/contracts';

/** What an error body says. */
export interface ReportedError {
  /** What a log shows of its code or type; `undefined` if it has neither. */
  readonly label: string | undefined;
  /** Its codes, types and statuses in lower case, letters and digits only. */
  readonly names: readonly string[];
  readonly message: string;
  /** HTTP status, 400 to 599, from a code or status that is one. */
  readonly status: number | undefined;
}

const nameMembers = [
  'code',
  'error_code',
  'type',
  'error_type',
  'status',
  'statusCode',
  'status_code',
  'errorcode',
  '__type',
];
const messageMembers = ['message', 'msg', 'error_msg', 'status_msg', 'faultstring'];

/**
 * Reads a parsed error body or event in the shapes of OpenAI, Azure, Anthropic, Google, AWS and the servers that people run.
 * Members that are missing or of an unexpected type are left out, all of them if `body` is not an object.
 */
export function reportedError(body: unknown): ReportedError {
  const layers = errorLayers(body, 0);
  const written = layers.flatMap((layer) => nameMembers.flatMap((name) => textOf(layer[name])));
  const status = written.find((name) => /^[45]\d\d$/.test(name));
  return {
    label: written[0],
    names: [...new Set(written.map(normalised))],
    message: layers.flatMap((layer) => messageMembers.flatMap((name) => textOf(layer[name])))[0] ?? '',
    status: status === undefined ? undefined : Number(status),
  };
}

/** Whether `test` holds for one of the error's names. */
export function namesError({ names }: ReportedError, pattern: RegExp): boolean {
  return names.some((name) => pattern.test(name));
}

/** The text of an error body, as far as it has arrived and can be decoded. */
export function bodyText({ head, body }: Answer): string {
  return new TextDecoder().decode(decodedStart(body, contentCoding(head.headers)));
}

/** Errors wrap errors of the servers behind them. */
const deepestLayer = 3;

/** The objects that describe the error, the innermost first. */
function errorLayers(body: unknown, depth: number): readonly JsonObject[] {
  if (Array.isArray(body)) return errorLayers(body[0], depth);
  if (typeof body === 'string') return wrappedJson(body, depth) ?? [{ message: body }];
  if (!isObject(body) || depth > deepestLayer) return [];
  const inner = [
    body['error'],
    body['errors'],
    body['detail'],
    body['fault'],
    body['base_resp'],
    exceptionIn(body),
  ];
  const wrapped =
    typeof body['message'] === 'string'
      ? wrappedJson(body['message'], depth)
      : errorLayers(body['message'], depth + 1);
  return [...inner.flatMap((each) => errorLayers(each, depth + 1)), ...(wrapped ?? []), body];
}

function wrappedJson(text: string, depth: number): readonly JsonObject[] | undefined {
  const value = text.startsWith('{') ? parsedJson(text) : undefined;
  return isObject(value) ? errorLayers(value, depth + 1) : undefined;
}

/** An exception of AWS: `{"throttlingException":{"message":"..."}}`. */
export function exceptionIn(body: JsonObject): JsonObject | undefined {
  for (const [name, value] of Object.entries(body))
    if (name.endsWith('Exception') && isObject(value)) return { ...value, type: name };
  return undefined;
}

function textOf(value: unknown): readonly string[] {
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'string' && value !== '' ? [value] : [];
}

function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
