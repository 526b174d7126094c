import type { AttemptOutcome } from './outcome.ts';
import type { EndpointView } from './endpoint.ts';
import type { RequestView } from './request.ts';

/** What an attempt showed of its endpoint. */
export interface AttemptReport {
  readonly outcome: AttemptOutcome;
  /** From sending to the first byte of the answer, in milliseconds; `undefined` if none came. */
  readonly firstByteMs: number | undefined;
  readonly durationMs: number;
}

/** Chooses among endpoints. One instance per facade; all calls are synchronous. */
export interface Balancer {
  /** One of `candidates`: healthy, each with a slot, never empty, all of one group. Must not change the list. */
  pick(candidates: readonly EndpointView[], request: RequestView): EndpointView;
  onAttemptStart?(endpoint: EndpointView): void;
  /** Called once for every `onAttemptStart`. */
  onAttemptEnd?(endpoint: EndpointView, report: AttemptReport): void;
  /** The facade's endpoints have changed; those that are gone won't come back as candidates. */
  onEndpoints?(endpoints: readonly EndpointView[]): void;
  close?(): void | Promise<void>;
}
