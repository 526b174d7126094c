/** Operation and provider of a request, in the terms of OpenTelemetry. */
export interface Operation {
  readonly name: string;
  readonly provider: string;
}

const operations: readonly (readonly [path: RegExp, name: string])[] = [
  [/\/chat\/completions$/, 'chat'],
  [/\/responses$/, 'chat'],
  [/\/messages$/, 'chat'],
  [/\/completions$/, 'text_completion'],
  [/\/embeddings$/, 'embeddings'],
  [/:(stream)?generateContent$/i, 'generate_content'],
];

// By path only: the host of the endpoint is not part of the event.
const providers: readonly (readonly [path: RegExp, name: string])[] = [
  [/^\/openai\//, 'azure.ai.openai'],
  [/^\/models\//, 'azure.ai.inference'],
  [/\/messages$/, 'anthropic'],
  [/generateContent$/i, 'gcp.gemini'],
];

/** Operation of a request by its path; `undefined` if no model runs for it. */
export function operationOf(path: string): Operation | undefined {
  const forwarded = path.replace(/^\/facades\/[^/]+/, '');
  const name = operations.find(([form]) => form.test(forwarded))?.[1];
  if (name === undefined) return undefined;
  return { name, provider: providers.find(([form]) => form.test(forwarded))?.[1] ?? 'openai' };
}
