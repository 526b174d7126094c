import type { JsonObject } from './json-object.ts';
import { parseJson } from './json-object.ts';

const names = ['model', 'service_tier', 'usage'];

/**
 * The members of a JSON object, `model`, `service_tier` and `usage` surely among them if it has them.
 * Parses no more than the end of the text if they are there, as in embeddings: megabytes of numbers come first.
 */
export function parseUsageMembers(body: Buffer): JsonObject | undefined {
  const positions = names.map((name) => body.lastIndexOf(`"${name}"`));
  const present = names.filter((_, index) => positions[index] !== -1);
  const start = Math.min(...positions.filter((position) => position !== -1));
  // Parses only if all from `start` to the end are members of the outermost object.
  const end = parseJson(`{${body.toString('utf8', start)}`);
  if (end !== undefined && present.every((name) => Object.hasOwn(end, name))) return end;
  return parseJson(body.toString());
}
