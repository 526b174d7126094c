import type { JsonObject } from './json-object.ts';
import { memberName, readMembers, readMembersFrom } from './read-members.ts';

const names = ['model', 'service_tier', 'usage'].map(memberName);
const keys = names.map(({ text }) => ({ text, quoted: Buffer.from(`"${text}"`) }));

/** In a body that is larger, what matters is looked for at the end first. Bytes. */
const large = 64 * 1024;

/** The members `model`, `service_tier` and `usage` of a JSON object, as far as it has them. */
export function parseUsageMembers(body: Buffer): JsonObject | undefined {
  return (body.length > large ? endMembers(body) : undefined) ?? readMembers(body, names);
}

/** Reads no more than the end of the text if all of them are there, as in embeddings: megabytes of numbers come first. */
function endMembers(body: Buffer): JsonObject | undefined {
  const last = keys
    .map(({ text, quoted }) => ({ text, at: body.lastIndexOf(quoted) }))
    .filter(({ at }) => at !== -1);
  const found = readMembersFrom(body, Math.min(...last.map(({ at }) => at)), names);
  return last.every(({ text }) => found !== undefined && Object.hasOwn(found, text)) ? found : undefined;
}
