import type { Usage } from '@laneway/contracts';

/** A part of a body, which may be sent once the model has generated `tokens` tokens. */
export interface Part {
  readonly bytes: Buffer;
  /** Completion tokens generated up to and including this part. 0 before the first token. */
  readonly tokens: number;
}

/** An answer that is ready to be sent: its head and the parts of its body. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
  /** The usage that the body reports, if it does. */
  readonly reported?: Usage;
  /** What happens to the connection after the last part. @default 'complete' */
  readonly ending?: 'complete' | 'reset' | 'hang-up';
  readonly trailers?: Readonly<Record<string, string>>;
  /** Number of `102 Processing` responses before this one. @default 0 */
  readonly informational?: number;
}

/** An answer whose body is sent in one part, after `tokens` tokens have been generated. */
export function wholeAnswer(status: number, contentType: string, body: Buffer, tokens = 0): Answer {
  return {
    status,
    headers: { 'Content-Type': contentType, 'Content-Length': String(body.length) },
    parts: body.length === 0 ? [] : [{ bytes: body, tokens }],
  };
}

/** A JSON answer. With usage, it is sent when the completion tokens have been generated. */
export function jsonAnswer(value: unknown, reported?: Usage): Answer {
  const body = Buffer.from(JSON.stringify(value));
  const answer = wholeAnswer(200, 'application/json', body, reported?.completionTokens);
  return reported === undefined ? answer : { ...answer, reported };
}

export function streamAnswer(parts: readonly Part[], reported?: Usage): Answer {
  const headers = { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-cache' };
  const answer = { status: 200, headers, parts };
  return reported === undefined ? answer : { ...answer, reported };
}

/** Sets headers and replaces those of the same name in any case. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const kept = Object.entries(answer.headers).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...answer, headers: { ...Object.fromEntries(kept), ...headers } };
}

export function isStream(answer: Answer): boolean {
  return answer.headers['Content-Type']?.startsWith('text/event-stream') ?? false;
}
