/** Request headers (lower case) that hold credentials: whoever writes headers down leaves these out. */
export const credentialHeaders: ReadonlySet<string> = new Set([
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
