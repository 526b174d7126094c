import type { Finding } from './findings/finding.ts';

/** What a schema of quantities says beside the message of an `issue`: what is allowed, and what was probably meant. */
export function issueHints(issue: object): Pick<Finding, 'allowed' | 'suggestion'> {
  if (!('params' in issue) || typeof issue.params !== 'object' || issue.params === null) return {};
  const { allowed, suggestion }: { allowed?: unknown; suggestion?: unknown } = issue.params;
  return {
    ...(Array.isArray(allowed) && { allowed: allowed.map(String) }),
    ...(typeof suggestion === 'string' && { suggestion }),
  };
}
