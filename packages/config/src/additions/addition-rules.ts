import type { Reference } from '../reading/interpolate.ts';

/** Rules for what the endpoints inside additions may refer to. `origin`: scheme, host and port of the endpoint. */
export interface AdditionRules {
  /** Whether an endpoint at `origin` may get the value of `reference`. */
  allowsReference(reference: Reference, origin: string): boolean;
  /** Whether an endpoint at `origin` may get what a credential plugin provides without a secret in its options. */
  allowsCredential(use: string, audience: string | undefined, origin: string): boolean;
  /** Whether an endpoint may be at `host`. A host name may also resolve to a private address later. */
  allowsHost(host: string): boolean;
  /** Whether connections to private addresses are refused. */
  readonly publicOnly: boolean;
}

/** The rules that allow nothing that needs a rule. */
export const strictestRules: AdditionRules = {
  allowsReference: () => false,
  allowsCredential: () => false,
  allowsHost: () => true,
  publicOnly: true,
};
