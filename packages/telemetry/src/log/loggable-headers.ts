const secretHeaders = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'api-key',
  'x-api-key',
  'x-goog-api-key',
  'ocp-apim-subscription-key',
  'x-functions-key',
  'x-identity-header',
]);

/** Those of `names` (lower case) that may be logged: none that holds a credential. */
export function loggableHeaders(names: readonly string[]): readonly string[] {
  return names.filter((name) => !secretHeaders.has(name));
}
