/** Why an attempt got no usable answer. */
export type FailureReason =
  /** No connection: nobody listens, unreachable, name not found, TLS. */
  | 'connect'
  /** No first byte in time. */
  | 'timeout'
  /** The connection broke. */
  | 'reset'
  /** The answer broke HTTP or its own content length. */
  | 'protocol'
  /** A status that says the backend is at fault. */
  | 'status'
  /** An error inside an answer that had begun well. */
  | 'stream'
  /** No credential could be had for the endpoint. */
  | 'credential';

/** What an attempt came to. */
export type AttemptOutcome =
  /** A usable answer. */
  | { readonly kind: 'success' }
  /**
   * The backend declined the request itself with a 4xx status, as any other endpoint would. `misconfigured`: the endpoint's
   * set-up is the likely cause. A request that the gateway turns away is refused, and has no attempt.
   */
  | { readonly kind: 'declined'; readonly status: number; readonly misconfigured: boolean }
  /**
   * Told to wait. `retryAfterMs`, if it was said, is how long. `final`: waiting won't help (quota spent for good).
   * `requeue`: the backend asks for the request to wait in the lane rather than go elsewhere.
   */
  | {
      readonly kind: 'throttled';
      readonly status: number;
      readonly retryAfterMs: number | undefined;
      readonly final: boolean;
      readonly requeue: boolean;
    }
  /** The endpoint's fault. `status` if an answer came. */
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      readonly status: number | undefined;
      /** Whether another endpoint may be tried. */
      readonly retryable: boolean;
      readonly message: string;
    }
  /** The client left, or the gateway gave up for a reason that is not the endpoint's fault. */
  | { readonly kind: 'cancelled' };
