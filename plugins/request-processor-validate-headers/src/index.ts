import { definePlugin, LanewayError } from '@laneway/contracts';
import type { HeaderPairs, Profile, RequestView } from '@laneway/contracts';
import { z } from 'zod';

import type { HeaderRules } from './header-rules.ts';
import { allowedHeaders, headerFault } from './header-rules.ts';

const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'must be the name of a header').toLowerCase();

export default definePlugin({
  kind: 'request-processor',
  name: 'validate-headers',
  contract: 1,
  options: z.strictObject({
    required: z.array(headerName).default([]),
    disallowed: z.array(headerName).default([]),
    rules: z.record(headerName, headerName).default({}),
  }),
  create: (rules) => ({
    process(request, profile) {
      const headers = checkedHeaders(request, profile, rules);
      const fault = headerFault([...(profile?.headers ?? []), ...headers], rules);
      if (fault !== undefined) {
        return { kind: 'refuse', error: new LanewayError('expectation_failed', fault.message, { param: fault.header }) };
      }
      if (headers.length === request.headers.length) return { kind: 'continue' };
      const { id, method, path, query, body, upgrade } = request;
      return { kind: 'rewrite', request: { id, method, path, query, body, upgrade, headers } };
    },
  }),
});

// A list that says what is allowed is the profile's to give: the client's own copy of it counts for nothing.
function checkedHeaders({ headers }: RequestView, profile: Profile | undefined, { disallowed, rules }: HeaderRules): HeaderPairs {
  const lists = Object.values(rules);
  const injected = (profile?.headers ?? []).filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return allowedHeaders(headers, [...disallowed, ...lists, ...injected]);
}
