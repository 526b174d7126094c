import { LanewayError } from '@laneway/contracts';
import type { Clock } from '@laneway/contracts';

/** What is asked for, and how long and how much it may take. */
export interface ProfilesRequestParts {
  readonly url: string;
  /** How messages call it. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly clock: Clock;
}

/** What the service answered; `unchanged` if its last answer is still so. */
export type ProfilesAnswer = { readonly text: string; readonly validators: Validators } | 'unchanged';

/** Request headers by which a service can tell that its last answer is still so. Source: RFC 9110, 13.1. */
export type Validators = Readonly<Record<string, string>>;

/**
 * Asks once. Rejects with `LanewayError` `config_invalid` if there is no whole answer in time, or one that isn't 200 or 304;
 * its message holds neither the query of the URL nor anything of the answer. Redirects are not followed: headers could
 * be secrets.
 */
export async function requestProfiles(
  parts: ProfilesRequestParts,
  validators: Validators,
  signal: AbortSignal,
): Promise<ProfilesAnswer> {
  const { url, headers, clock, timeoutMs, name } = parts;
  const late = new AbortController();
  const timer = clock.setTimer(timeoutMs, () => late.abort());
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...headers, ...validators },
      redirect: 'manual',
      signal: AbortSignal.any([signal, late.signal]),
    });
    const answer = await answerOf(response, parts);
    // Without validators there is nothing that could be unchanged.
    if (answer !== 'unchanged' || Object.keys(validators).length > 0) return answer;
    throw failure(name, 'answered 304');
  } catch (error) {
    if (error instanceof LanewayError) throw error;
    throw failure(name, late.signal.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error));
  } finally {
    timer.cancel();
  }
}

async function answerOf(
  response: Response,
  { name, maxBytes }: ProfilesRequestParts,
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

// `fetch` hides why it failed behind "fetch failed".
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'no answer';
}

function failure(name: string, reason: string): LanewayError {
  return new LanewayError('config_invalid', `${name}: cannot be read (${reason})`);
}
