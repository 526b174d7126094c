import type { AttemptOutcome } from './outcome.ts';
import type { EndpointView } from './endpoint.ts';
import type { RequestView } from './request.ts';

/** The result of one attempt, as balancers see it. */
export interface AttemptReport {
  /** What the attempt came to. `cancelled` also if only the caller's own timeout was too short. */
  readonly outcome: AttemptOutcome;
  /** From the start of the attempt to the first byte of the answer, in milliseconds; `undefined` if no byte came. */
  readonly firstByteMs: number | undefined;
  /** From the start of the attempt to its end, in milliseconds. */
  readonly durationMs: number;
}

/**
 * Chooses among endpoints. One instance per facade. All calls are synchronous, on the request path: they must not block.
 *
 * For each attempt: `pick` (only if there are at least two candidates), `onAttemptStart`, then `onAttemptEnd`. A retry on
 * the same endpoint is an attempt of its own, without a `pick`. What a method throws is reported as a warning and the
 * request goes on.
 */
export interface Balancer {
  /**
   * Returns the endpoint that gets the request.
   *
   * `candidates`: healthy endpoints of one group, each with a free slot, in the order of the config; never empty. The list
   * and its members belong to the gateway: do not change or keep them. If this throws or returns anything that is not in
   * the list, the first candidate gets the request.
   */
  pick(candidates: readonly EndpointView[], request: RequestView): EndpointView;
  /** An attempt at `endpoint` begins. Its slot is already counted in `endpoint.inFlight`. */
  onAttemptStart?(endpoint: EndpointView): void;
  /** An attempt has ended. Called exactly once for every `onAttemptStart`, before the slot is free again. */
  onAttemptEnd?(endpoint: EndpointView, report: AttemptReport): void;
  /**
   * The endpoints of the facade: called before the first `pick` and with every reload. An endpoint that is missing is not a
   * candidate any more, but attempts at it may still end. Must not throw: the config would be refused.
   */
  onEndpoints?(endpoints: readonly EndpointView[]): void;
  /** Releases what the instance holds. Called once, when no generation uses it any more; may reject. */
  close?(): void | Promise<void>;
}
