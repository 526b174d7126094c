import type { RequestBody, RequestView } from '@laneway/contracts';

/** Larger bodies are not copied. Bytes. */
const copiedBodyLimit = 4 * 1024 * 1024;

/** A request as a thread receives it. */
export interface RequestCopy extends Omit<RequestView, 'json' | 'body'> {
  readonly body: BodyCopy;
}

type BodyCopy =
  | { readonly kind: 'none' }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'omitted'; readonly length: number | undefined };

/** Copies the request. The body is included only if it was read whole and has at most 4 MiB. */
export function copyRequest(request: RequestView): RequestCopy {
  const { id, method, path, query, headers, upgrade, model, cost, profile } = request;
  return { id, method, path, query, headers, upgrade, model, cost, profile, body: copyBody(request.body) };
}

/** Makes the copy a `RequestView` again, in the thread. */
export function requestView(copy: RequestCopy): RequestView {
  let json: { readonly value: unknown } | undefined;
  return { ...copy, body: bodyOf(copy.body), json: () => (json ??= { value: parsed(copy.body) }).value };
}

/** A copy of the bytes in an `ArrayBuffer` of its own, so that it can be transferred to a thread. */
export function transferableCopy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  // Not Buffer's own `slice`: that is a view of a shared pool, and transferring it would detach the pool.
  return new Uint8Array(bytes);
}

function copyBody(body: RequestBody): BodyCopy {
  if (body.kind === 'none') return body;
  if (body.kind === 'stream') return { kind: 'omitted', length: body.length };
  if (body.bytes.length > copiedBodyLimit) return { kind: 'omitted', length: body.bytes.length };
  return { kind: 'bytes', bytes: transferableCopy(body.bytes) };
}

function bodyOf(body: BodyCopy): RequestBody {
  return body.kind === 'omitted' ? { kind: 'stream', length: body.length, chunks: noChunks() } : body;
}

async function* noChunks(): AsyncGenerator<Uint8Array> {}

function parsed(body: BodyCopy): unknown {
  if (body.kind !== 'bytes') return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body.bytes));
  } catch {
    return undefined;
  }
}
