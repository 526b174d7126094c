import type { RequestBody } from '@laneway/contracts';

/** A body that is held whole: a string as it is, any other value as JSON. */
export function aBody(content: unknown): RequestBody & { readonly kind: 'bytes' } {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { kind: 'bytes', bytes: new TextEncoder().encode(text) };
}

/** A body that is streamed: its chunks can be read once. Reading them again throws an `Error`. */
export function aStreamedBody(...chunks: readonly string[]): RequestBody & { readonly kind: 'stream' } {
  let read = false;
  return {
    kind: 'stream',
    length: undefined,
    chunks: {
      async *[Symbol.asyncIterator]() {
        if (read) throw new Error('The body was read twice.');
        read = true;
        for (const chunk of chunks) yield new TextEncoder().encode(chunk);
      },
    },
  };
}
