import type { ErrorCode, ExchangeOutcome } from '@laneway/contracts';
import type { FailoverConfig } from '@laneway/core';
import type { Fault, FaultScope } from '@laneway/model-server';

/** What is wrong with a backend. */
export type Trouble =
  | (Fault & Pick<FaultScope, 'times'>)
  /** Nothing listens at its address. */
  | { readonly kind: 'gone' }
  /** It speaks TLS with an untrusted certificate. */
  | { readonly kind: 'untrusted' }
  /** Its address says https, but it speaks plain HTTP. */
  | { readonly kind: 'plain' };

/** Kind of the request. */
export type Asked = 'chat' | 'chat-stream' | 'response-stream';

/** Attempts at `a` and at `b`. */
type Attempts = readonly [a: number, b: number];

/** The expected result. */
export interface Expected {
  readonly status: number;
  /** Whose answer the client gets: a backend's, byte for byte, or the gateway's own with this code. */
  readonly from: 'a' | 'b' | ErrorCode;
  readonly attempts: Attempts;
  /** Attempts if probes have found the fault before. @default as `attempts` */
  readonly probed?: Attempts;
  /** Number of bytes at the end of the backend's answer that the client must not get. */
  readonly cut?: number;
  /** Whether the connection breaks before the end of the answer. */
  readonly broken?: true;
  /** @default 'served' */
  readonly outcome?: ExchangeOutcome;
  /** For how long `a` is throttled afterwards, in milliseconds. @default not throttled */
  readonly throttledMs?: number;
  /** Headers that the client must get. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Events that a test can cause while a request is in progress. */
export interface Unfolding {
  /** Advances the clock by `ms` each time another request has arrived at a backend, `times` times. */
  outlast(times: number, ms: number): Promise<void>;
  /** Advances the clock by `ms` after backends have throttled `times` times. */
  outlastThrottles(times: number, ms: number): Promise<void>;
}

/** One request to a gateway that prefers `a` and falls back to `b`. */
export interface FaultRow {
  /** Completes the sentence "a request is handled when ...". */
  readonly when: string;
  readonly a: Trouble;
  /** Absent: it works. */
  readonly b?: Trouble;
  /** @default 'chat' */
  readonly asked?: Asked;
  readonly failover?: Partial<FailoverConfig>;
  /** Further events during the request. */
  readonly meanwhile?: (unfolding: Unfolding) => Promise<void>;
  readonly expected: Expected;
}
