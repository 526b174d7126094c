import type { RequestBody, RequestView } from '@laneway/contracts';

import { copyOf } from './copy-of.ts';

/** Larger bodies are not shown. */
const bodyLimit = 4 * 1024 * 1024;

/** A request as it is shown to a thread. */
export interface ShownRequest extends Omit<RequestView, 'json' | 'body'> {
  readonly body: ShownBody;
}

type ShownBody =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'unread'; readonly length: number | undefined };

/** A copy of the request. Its body is in it only if it was read whole and has at most 4 MiB. */
export function shownRequest(request: RequestView): ShownRequest {
  const { id, method, path, query, headers, upgrade, model, cost, profile } = request;
  return { id, method, path, query, headers, upgrade, model, cost, profile, body: shownBody(request.body) };
}

/** The request again, in the thread. */
export function requestView(shown: ShownRequest): RequestView {
  let json: { readonly value: unknown } | undefined;
  return { ...shown, body: bodyOf(shown.body), json: () => (json ??= { value: parsed(shown.body) }).value };
}

function shownBody(body: RequestBody): ShownBody {
  if (body.kind === 'none') return body;
  if (body.kind === 'stream') return { kind: 'unread', length: body.length };
  if (body.bytes.length > bodyLimit) return { kind: 'unread', length: body.bytes.length };
  return { kind: 'bytes', bytes: copyOf(body.bytes) };
}

function bodyOf(body: ShownBody): RequestBody {
  return body.kind === 'unread' ? { kind: 'stream', length: body.length, chunks: nothing() } : body;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

function parsed(body: ShownBody): unknown {
  if (body.kind !== 'bytes') return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return undefined;
  }
}
