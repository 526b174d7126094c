import type { DialectRequest } from '@laneway/contracts';

// Where files are uploaded and batches are made. Not a deployment of that name.
const deposits = /(?<!\/deployments)\/(?:files|uploads|batches)(?:\/|$)/;

/**
 * Whether a model may work for the request on the endpoint's quota. What is fetched or deleted has been paid for, files are
 * only kept, a batch spends from a quota of its own, and a switched connection is not text.
 */
export function usesModel({ method, path, upgrade }: DialectRequest): boolean {
  return method === 'POST' && upgrade === undefined && !deposits.test(path);
}

/** How many tokens the body allows the answer, by any of the names that the APIs have for it; `undefined` if it doesn't say. */
export function maxTokens(request: DialectRequest): number | undefined {
  const json = request.json();
  if (typeof json !== 'object' || json === null) return undefined;
  const { max_tokens, max_completion_tokens, max_output_tokens } = json as Readonly<Record<string, unknown>>;
  return [max_tokens, max_completion_tokens, max_output_tokens].find(isTokenCount);
}

function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
