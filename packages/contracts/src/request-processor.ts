import type { GatewayRequest, RequestBody, RequestView } from './request.ts';
import type { HeaderPairs } from './headers.ts';
import type { LanewayError } from './errors.ts';
import type { Profile } from './profile.ts';

/** What becomes of a request. */
export type RequestVerdict =
  | { readonly kind: 'continue' }
  /** Goes on as this; the id stays. */
  | { readonly kind: 'rewrite'; readonly request: GatewayRequest }
  /** Is answered at once; no backend sees it. */
  | {
      readonly kind: 'respond';
      readonly status: number;
      readonly headers: HeaderPairs;
      readonly body: RequestBody & { readonly kind: 'bytes' | 'none' };
    }
  | { readonly kind: 'refuse'; readonly error: LanewayError };

/** Looks at, refuses, answers or rewrites a request before it is queued. */
export interface RequestProcessor {
  process(request: RequestView, profile: Profile | undefined): RequestVerdict | Promise<RequestVerdict>;
  close?(): void | Promise<void>;
}
