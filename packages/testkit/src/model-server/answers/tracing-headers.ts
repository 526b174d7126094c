import type { LedgerEntry } from '../ledger-entry.ts';
import type { Flavour } from './model-call.ts';

/** The tracing headers that a service puts on its answers. */
export function tracingHeaders(entry: LedgerEntry, flavour: Flavour, id: string): Record<string, string> {
  if (flavour === 'openai') return { 'x-request-id': `req_${id}`, 'openai-processing-ms': '1' };
  const clientId = entry.headers['x-ms-client-request-id'];
  return {
    'apim-request-id': id,
    'x-request-id': id,
    'x-ms-region': 'Simulated',
    'x-ms-client-request-id': typeof clientId === 'string' ? clientId : 'Not-Set',
  };
}
