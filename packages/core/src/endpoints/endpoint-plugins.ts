import type { Connector, CredentialSource, ResponseProcessor } from '@laneway/contracts';

/** The plugin instances of an endpoint. */
export interface EndpointPlugins {
  readonly connector: Connector;
  readonly credential: CredentialSource | undefined;
  readonly processors: readonly ResponseProcessor[];
}
