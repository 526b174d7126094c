import { definePlugin, LanewayError } from '@laneway/contracts';
import type { RequestVerdict, RequestView } from '@laneway/contracts';
import { z } from 'zod';

import { headerFault, headerRules } from './header-rules.ts';
import { withoutHeaders } from './header-lines.ts';

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be a header name')
  .toLowerCase();

/** Requires, removes and checks request headers. */
export default definePlugin({
  kind: 'request-processor',
  name: 'validate-headers',
  contract: 1,
  options: z.strictObject({
    required: z.array(headerName).default([]).describe('Headers that must be present and not blank.'),
    disallowed: z.array(headerName).default([]).describe('Headers that are removed.'),
    rules: z
      .record(headerName, headerName)
      .default({})
      .describe('From a header to the header that lists its allowed values.'),
  }),
  create(options) {
    const rules = headerRules(options);
    return {
      process(request, profile) {
        const fault = headerFault({ request, profile }, rules);
        if (fault === undefined) return withoutDisallowed(request, rules.disallowed);
        const { header, message } = fault;
        return { kind: 'refuse', error: new LanewayError('expectation_failed', message, { param: header }) };
      },
    };
  },
});

function withoutDisallowed(request: RequestView, disallowed: ReadonlySet<string>): RequestVerdict {
  const headers = withoutHeaders(request.headers, disallowed);
  if (headers.length === request.headers.length) return { kind: 'continue' };
  const { id, method, path, query, body, upgrade } = request;
  return { kind: 'rewrite', request: { id, method, path, query, body, upgrade, headers } };
}
