import type { GatewayRequest, RequestBody, RequestView } from './request.ts';
import type { HeaderPairs } from './headers.ts';
import type { LanewayError } from './errors.ts';
import type { Profile } from './profile.ts';

/** What a request processor decides about a request. */
export type RequestVerdict =
  /** The request goes on unchanged. */
  | { readonly kind: 'continue' }
  /** The request goes on as another one. */
  | {
      readonly kind: 'rewrite';
      /** The new request. Its `id` is ignored: the id never changes. A body of kind `stream` that was read must be replaced. */
      readonly request: GatewayRequest;
    }
  /** The gateway answers at once. Later processors do not see the request, and no backend does. */
  | {
      readonly kind: 'respond';
      /** HTTP status. 200 to 599. */
      readonly status: number;
      /** Header lines of the answer, without `content-length`. */
      readonly headers: HeaderPairs;
      /** Body of the answer. */
      readonly body: Exclude<RequestBody, { readonly kind: 'stream' }>;
    }
  /** The gateway answers with an error. */
  | {
      readonly kind: 'refuse';
      /** Decides status and body. */
      readonly error: LanewayError;
    };

/** Looks at, refuses, answers or rewrites requests before they are queued. One instance per use in the config. */
export interface RequestProcessor {
  /**
   * Called once per request, after the caller and the profile are known and before facade, lane and quota are chosen. Processors
   * run in the order of the config, each after the previous one has decided. Must not change `request` or `profile`.
   *
   * Return a value, not a promise, if you can: the request waits for it. To refuse, return `refuse` or throw a `LanewayError`; any
   * other error is reported as a warning and answered with `internal_error`.
   */
  process(request: RequestView, profile: Profile | undefined): RequestVerdict | Promise<RequestVerdict>;
  /** Releases what the instance holds. Called once, when no generation uses it any more; may reject. */
  close?(): void | Promise<void>;
}
