// https://www.rfc-editor.org/rfc/rfc9110#name-tokens
const token = /^[!#$%&'*+.^_`|~\w-]+$/;
// https://www.rfc-editor.org/rfc/rfc9110#name-field-values
const fieldValue = /^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/;

// They say how a message is framed and where it goes: a profile that set them would break the request.
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

/** Why a header can't be called `name`; `undefined` if it can. */
export function headerNameProblem(name: string): string | undefined {
  if (!token.test(name)) return 'its name cannot be that of a header';
  if (framing.has(name.toLowerCase())) return 'is a header that only the gateway may set';
  return undefined;
}

/** Why `value` can't be that of a header; `undefined` if it can. */
export function headerValueProblem(value: unknown): string | undefined {
  if (!['string', 'number', 'boolean'].includes(typeof value)) return 'must be text, a number or a boolean';
  if (!fieldValue.test(String(value))) return 'has characters or outer spaces that a header cannot hold';
  return undefined;
}
