import type { HeaderPairs } from '@laneway/contracts';

// Characters that HTTP allows in a reason phrase and in a value. Source: RFC 9112, 4; RFC 9110, 5.5.
const text = /^[\t\x20-\x7e\x80-\xff]*$/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * Status line and header lines, including the empty line after them, as latin1 text for a connection that Node's HTTP has
 * released. Throws `RangeError` if HTTP does not allow one of them.
 */
export function rawHead(status: number, statusText: string, headers: HeaderPairs): string {
  if (!text.test(statusText)) throw new RangeError('The reason phrase is not valid.');
  const lines = [`HTTP/1.1 ${status} ${statusText}`];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name = '', value = ''] = headers.slice(index, index + 2);
    if (!token.test(name) || !text.test(value)) throw new RangeError('A header line is not valid.');
    lines.push(`${name}: ${value}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}
