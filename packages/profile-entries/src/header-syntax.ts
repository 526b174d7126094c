// https://www.rfc-editor.org/rfc/rfc9110#name-tokens
const token = /^[!#$%&'*+.^_`|~\w-]+$/;
// https://www.rfc-editor.org/rfc/rfc9110#name-field-values
const fieldValue = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

// These frame and route a message: a profile that sets them would break the request.
const framing = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is wrong with `name` as a header name; `undefined` if nothing is. */
export function headerNameProblem(name: string): string | undefined {
  if (!token.test(name)) return 'is not a valid header name';
  if (framing.has(name.toLowerCase())) return 'is a header that only the gateway may set';
  return undefined;
}

/** What is wrong with `value` as a header value; `undefined` if nothing is. */
export function headerValueProblem(value: unknown): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return 'must be text, a number or a boolean';
  if (!fieldValue.test(String(value)))
    return 'has characters or outer spaces that a header value must not have';
  return undefined;
}
