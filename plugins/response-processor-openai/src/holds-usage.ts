const colon = 0x3a;
const brace = 0x7b;
const space = 0x20;

// Without its opening quote: quotes are so frequent in JSON that a search for one first takes three times as long.
const nameEnd = Buffer.from('usage"');
const shortestMember = '"usage":{}'.length;

/**
 * Whether JSON text may hold a member `usage` that is an object; `"usage":null` is none.
 * Looks at bytes only, since it is asked for every event. What a model writes can't match: its quotes are escaped.
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

// Called this way because views needn't be Buffers, and wrapping each one costs as much as the search.
function indexOfName(json: Uint8Array, from: number): number {
  // Most often nothing but the end of the event follows a usage of null, and a call would cost more than this.
  if (json.length - from < shortestMember) return -1;
  return Buffer.prototype.indexOf.call(json, nameEnd, from);
}

function isObjectMember(json: Uint8Array, afterName: number): boolean {
  const separator = skipSpace(json, afterName);
  return json[separator] === colon && json[skipSpace(json, separator + 1)] === brace;
}

// Line ends and tabs count too: all that is below the space is white space or not JSON.
function skipSpace(json: Uint8Array, from: number): number {
  let at = from;
  while ((json[at] ?? brace) <= space) at += 1;
  return at;
}
