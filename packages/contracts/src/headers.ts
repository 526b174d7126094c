/**
 * Header lines as they were on the wire: name, value, name, value, ... with order, spelling and repetition kept. An even number
 * of strings, the shape of `rawHeaders` in Node.js.
 */
export type HeaderPairs = readonly string[];

/** The first value of the header `name`, or `undefined` if there is none. `name` must be in lower case; `headers` need not be. */
export function headerValue(headers: HeaderPairs, name: string): string | undefined {
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (isName(headers[index], name)) return headers[index + 1];
  }
  return undefined;
}

/** All values of the header `name`, in order. `name` must be in lower case; `headers` need not be. */
export function headerValues(headers: HeaderPairs, name: string): string[] {
  return headers.filter((_, index) => index % 2 === 1 && isName(headers[index - 1], name));
}

/** Whether `written`, the name of a header line in any case, is `name` (lower case). */
export function isHeader(written: string, name: string): boolean {
  return isName(written, name);
}

const caseless = 0x1f;

// Lengths or first letters differ for nearly every pair, so most lines cost two comparisons and no lower-casing.
// The lower five bits of a letter's code are the same in both cases.
function isName(written: string | undefined, name: string): boolean {
  if (written === undefined || written.length !== name.length) return false;
  if (((written.charCodeAt(0) ^ name.charCodeAt(0)) & caseless) !== 0) return false;
  return written === name || written.toLowerCase() === name;
}
