import type { RequestBody } from '@laneway/contracts';

/** A body that was read whole: text as it is, anything else as JSON. */
export function aBody(content: unknown): RequestBody & { readonly kind: 'bytes' } {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { kind: 'bytes', bytes: new TextEncoder().encode(text) };
}

/** A body too large to keep: its chunks can be read once, a second reading throws. */
export function aStreamedBody(...chunks: readonly string[]): RequestBody & { readonly kind: 'stream' } {
  let read = false;
  return {
    kind: 'stream',
    length: undefined,
    chunks: {
      async *[Symbol.asyncIterator]() {
        if (read) throw new Error('the body was read twice');
        read = true;
        for (const chunk of chunks) yield new TextEncoder().encode(chunk);
      },
    },
  };
}
