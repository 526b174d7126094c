import { LanewayError } from '@laneway/contracts';
import type { Clock } from '@laneway/contracts';

/** What to request, and the limits of the answer. */
export interface ProfilesRequestOptions {
  readonly url: string;
  /** Name of the service in messages. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly clock: Clock;
}

/** The service's answer; `unchanged` if its last answer is still valid. */
export type ProfilesAnswer = { readonly text: string; readonly validators: Validators } | 'unchanged';

/** Request headers by which a service recognises that its last answer is still valid. Source: RFC 9110, 13.1. */
export type Validators = Readonly<Record<string, string>>;

/**
 * Sends one request. Rejects with `LanewayError` `config_invalid` if there is no complete answer in time, or its status is not
 * 200 or 304; the message contains neither the query of the URL nor the answer. Redirects are not followed, because the
 * headers may be secrets.
 */
export async function requestProfiles(
  options: ProfilesRequestOptions,
  validators: Validators,
  signal: AbortSignal,
): Promise<ProfilesAnswer> {
  const { url, headers, clock, timeoutMs, name } = options;
  const timeout = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => timeout.abort());
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers, ...validators },
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout.signal]),
    });
    const answer = await answerOf(response, options);
    // A 304 to a request without validators makes no sense.
    if (answer !== 'unchanged' || Object.keys(validators).length > 0) return answer;
    throw failure(name, 'answered 304');
  } catch (error) {
    if (error instanceof LanewayError) throw error;
    throw failure(name, timeout.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error));
  } finally {
    timer.cancel();
  }
}

async function answerOf(
  response: Response,
  { name, maxBytes }: ProfilesRequestOptions,
): Promise<ProfilesAnswer> {
  if (response.status === 200) {
    const text = await textOf(response, maxBytes);
    if (text === undefined) throw failure(name, `more than ${maxBytes} bytes`);
    return { text, validators: validatorsOf(response.headers) };
  }
  await response.body?.cancel();
  if (response.status === 304) return 'unchanged';
  throw failure(name, `answered ${response.status}`);
}

async function textOf({ body }: Response, maxBytes: number): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return new TextDecoder().decode(Buffer.concat(chunks, bytes));
}

function validatorsOf(headers: Headers): Validators {
  const tag = headers.get('etag');
  if (tag !== null) return { 'if-none-match': tag };
  const date = headers.get('last-modified');
  return date === null ? {} : { 'if-modified-since': date };
}

// The message of `fetch` is always "fetch failed"; the reason is its cause.
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
}

function failure(name: string, reason: string): LanewayError {
  return new LanewayError('config_invalid', `${name} cannot be read (${reason}).`);
}
