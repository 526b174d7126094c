/** Why an attempt got no usable answer. */
export type FailureReason =
  /** No connection: nobody listens, unreachable, name not found, TLS. */
  | 'connect'
  /** No first byte in time, or too long a silence within the answer. */
  | 'timeout'
  /** The connection broke. */
  | 'reset'
  /** The answer broke the rules of HTTP or its own content length. */
  | 'protocol'
  /** A status that says that the backend is at fault. */
  | 'status'
  /** An error inside an answer that had begun well. */
  | 'stream'
  /** There was no credential for the endpoint. */
  | 'credential';

/** What an attempt came to. */
export type AttemptOutcome =
  /** A usable answer. */
  | { readonly kind: 'success' }
  /**
   * The backend declined the request itself with a 4xx status, as any other endpoint would. A request that the gateway turns away
   * is refused, and has no attempt.
   */
  | {
      readonly kind: 'declined';
      /** HTTP status. 400 to 499. */
      readonly status: number;
      /** Whether the set-up of the endpoint is the likely cause: a warning names the endpoint. */
      readonly misconfigured: boolean;
    }
  /** The backend has no room now. The endpoint gets no requests for a while; the request waits in its lane for any endpoint with room. */
  | {
      readonly kind: 'throttled';
      /** HTTP status, or the one that an error inside a stream stands for. */
      readonly status: number;
      /** How long the backend asks to wait, in milliseconds; `undefined` if it does not say. */
      readonly retryAfterMs: number | undefined;
      /** Whether waiting will not help, e.g. because a quota is spent for good: the client gets the answer. */
      readonly final: boolean;
      /** Whether the backend asks for the request to wait, although its status alone would not. */
      readonly requeue: boolean;
    }
  /** The endpoint is at fault. The breaker counts it. */
  | {
      readonly kind: 'failed';
      /** What went wrong. */
      readonly reason: FailureReason;
      /** HTTP status; `undefined` if no answer came. */
      readonly status: number | undefined;
      /** Whether another endpoint may be tried. */
      readonly retryable: boolean;
      /** One sentence for logs. It may name the backend, so clients never get it. */
      readonly message: string;
    }
  /** The client left, or the gateway gave up for a reason that is not the endpoint's fault. */
  | { readonly kind: 'cancelled' };
