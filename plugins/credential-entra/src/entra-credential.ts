import type { Credential, CredentialSource } from '@laneway/contracts';

import type { RefreshingToken, Token } from './refreshing-token.ts';

/** Sends a token as `Authorization: Bearer`, in place of any key or token that the client sent. */
export function entraCredential(tokens: RefreshingToken): CredentialSource {
  // Made once per token, because every attempt needs it.
  let last: { readonly token: Token; readonly credential: Credential } | undefined;
  const credentialOf = (token: Token): Credential => {
    if (last?.token !== token) last = { token, credential: bearer(token) };
    return last.credential;
  };
  return {
    get() {
      const token = tokens.get();
      return token instanceof Promise ? token.then(credentialOf) : credentialOf(token);
    },
    invalidate(credential) {
      if (last?.credential === credential) tokens.invalidate(last.token);
    },
    close: () => tokens.close(),
  };
}

function bearer(token: Token): Credential {
  return Object.freeze({
    headers: Object.freeze(['Authorization', `Bearer ${token.text}`]),
    replaces: Object.freeze(['authorization', 'api-key', 'x-api-key']),
  });
}
