import { duration } from '@laneway/quantities';
import { z } from 'zod';

const address = z
  .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
  .refine((text) => hasNoCredentials(text), 'must not contain a user name or password; use `headers`');

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/, 'is not a header name');
const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'is not a header value');

/** The plugin's options. */
export const httpOptions = z.strictObject({
  url: address.describe('URL of a JSON array of profiles.'),
  key: z.string().min(1).default('userId').describe('Field that contains the id of a profile.'),
  interval: duration({ minMs: 1 })
    .optional()
    .describe('Pause between two requests, e.g. 60s; by default profiles.refresh.'),
  timeout: duration({ minMs: 1 }).prefault('10s').describe('Longest wait for the complete answer.'),
  grace: duration({ minMs: 1 })
    .optional()
    .describe('How long a profile stays valid after it has left the list, e.g. 6h.'),
  headers: z
    .record(headerName, headerValue)
    .default({})
    .describe('Sent with each request, e.g. authorization: "Bearer ${PROFILES_TOKEN}".'),
  maxBytes: z.int().min(1).default(16_777_216).describe('Longest answer that is accepted, in bytes.'),
  required: z
    .boolean()
    .default(false)
    .describe('Whether a config is rejected if its first request gets no valid profiles.'),
});

export type HttpOptions = z.output<typeof httpOptions>;

function hasNoCredentials(text: string): boolean {
  const url = URL.parse(text);
  return url === null || (url.username === '' && url.password === '');
}
