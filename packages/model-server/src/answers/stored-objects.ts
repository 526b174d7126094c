import type { JsonObject } from '../json-object.ts';

/** A file that was uploaded or written by a batch. */
export interface StoredFile {
  readonly object: JsonObject;
  readonly content: Buffer;
}

/** The stored objects of one server. Other servers do not know them. */
export interface StoredObjects {
  readonly responses: Map<string, StoredResponse>;
  readonly files: Map<string, StoredFile>;
  readonly batches: Map<string, StoredBatch>;
}

/** A response of the Responses API with its input. */
export interface StoredResponse {
  readonly response: JsonObject;
  readonly input: unknown;
  /** What the next GET of a background response returns. */
  readonly next?: JsonObject;
}

/** A batch with its input file. */
export interface StoredBatch {
  readonly batch: JsonObject;
  readonly input: Buffer;
  /** Number of GETs so far. */
  readonly polls: number;
}

export function noObjects(): StoredObjects {
  return { responses: new Map(), files: new Map(), batches: new Map() };
}

/** A list in the shape of the API, always on one page. */
export function listOf(objects: Iterable<JsonObject>): JsonObject {
  const data = [...objects];
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.['id'] ?? null,
    last_id: data.at(-1)?.['id'] ?? null,
    has_more: false,
  };
}
