/** What a request asks a model for, in OpenTelemetry's words. */
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

// The path tells vendors apart well enough; what an endpoint's host belongs to is not among the facts.
const providers: readonly (readonly [path: RegExp, name: string])[] = [
  [/^\/openai\//, 'azure.ai.openai'],
  [/^\/models\//, 'azure.ai.inference'],
  [/\/messages$/, 'anthropic'],
  [/generateContent$/i, 'gcp.gemini'],
];

/** What the path of a request says it asks for; `undefined` if it is nothing that a model does. */
export function operationOf(path: string): Operation | undefined {
  const forwarded = path.replace(/^\/facades\/[^/]+/, '');
  const name = operations.find(([form]) => form.test(forwarded))?.[1];
  if (name === undefined) return undefined;
  return { name, provider: providers.find(([form]) => form.test(forwarded))?.[1] ?? 'openai' };
}
