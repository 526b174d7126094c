/** A JSON object of which nothing is known yet. */
export interface JsonObject {
  readonly [member: string]: unknown;
}

/** Whether a parsed value is an object, and no array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object that `json` is the text of; `undefined` if it is anything else, or broken. */
export function parseJson(json: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isJsonObject(value) ? value : undefined;
  } catch {
    // Backends may send what they like: an answer that can't be read has no usage.
    return undefined;
  }
}
