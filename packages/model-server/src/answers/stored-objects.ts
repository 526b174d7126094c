import type { JsonObject } from '../json-object.ts';

/** A file as uploaded or as written by a batch. */
export interface StoredFile {
  readonly object: JsonObject;
  readonly content: Buffer;
}

/** The objects that live in one resource and are unknown to every other. */
export interface StoredObjects {
  readonly responses: Map<string, StoredResponse>;
  readonly files: Map<string, StoredFile>;
  readonly batches: Map<string, StoredBatch>;
}

/** A response of the Responses API with what it answered to. */
export interface StoredResponse {
  readonly response: JsonObject;
  readonly input: unknown;
  /** What the next look at a background response finds. */
  readonly next?: JsonObject;
}

/** A batch with the lines it was given. */
export interface StoredBatch {
  readonly batch: JsonObject;
  readonly input: Buffer;
  /** How often it has been looked at. */
  readonly polls: number;
}

export function noObjects(): StoredObjects {
  return { responses: new Map(), files: new Map(), batches: new Map() };
}

/** A list as the API pages it; the simulator has one page. */
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
