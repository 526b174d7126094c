const colon = 0x3a;
const brace = 0x7b;
const space = 0x20;

// Without the opening quote: quotes are so frequent in JSON that a search that starts with one takes three times as long.
const nameEnd = Buffer.from('usage"');
const shortestMember = '"usage":{}'.length;

/**
 * Whether JSON text has a member `usage` whose value is an object, not null. Searches bytes, because it is called for every
 * event. Text of a model can't match: its quotes are escaped.
 */
export function holdsUsage(json: Uint8Array): boolean {
  let at = indexOfName(json, 0);
  while (at >= 0) {
    const after = at + nameEnd.length;
    if (isObjectMember(json, after)) return true;
    at = indexOfName(json, after);
  }
  return false;
}

// Called in this way because views may not be Buffers, and wrapping each one costs as much as the search.
function indexOfName(json: Uint8Array, from: number): number {
  // Usually only the end of the event follows a usage of null, and a call would cost more than this check.
  if (json.length - from < shortestMember) return -1;
  return Buffer.prototype.indexOf.call(json, nameEnd, from);
}

function isObjectMember(json: Uint8Array, afterName: number): boolean {
  const separator = skipSpace(json, afterName);
  return json[separator] === colon && json[skipSpace(json, separator + 1)] === brace;
}

// Line ends and tabs too: all bytes below the space are white space or not JSON.
function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while ((json[at] ?? brace) <= space) at += 1;
  return at;
}
