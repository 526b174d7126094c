import type { HeaderPairs } from './headers.ts';

/** Accepted asynchronous work. */
export interface Job {
  readonly id: string;
  /** Profile that owns it. */
  readonly owner: string;
  readonly state: 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled';
  readonly createdAtMs: number;
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: HeaderPairs;
    readonly body: Uint8Array;
  };
  /** Present once completed or failed. */
  readonly answer?: { readonly status: number; readonly headers: HeaderPairs; readonly body: Uint8Array };
}

/** Keeps accepted asynchronous work, durably. */
export interface JobStore {
  /** Resolves once the job would survive a crash: only then may the client hear 202. */
  put(job: Job): Promise<void>;
  /** The oldest waiting job, now running and held for `leaseMs`; `undefined` if there is none. */
  claim(leaseMs: number): Promise<Job | undefined>;
  /** Ends a claimed job. Rejects if the lease was lost. */
  complete(id: string, state: 'completed' | 'failed' | 'cancelled', answer?: Job['answer']): Promise<void>;
  get(id: string): Promise<Job | undefined>;
  /** The owner's jobs, newest first. */
  list(owner: string, limit: number): Promise<readonly Job[]>;
  close?(): Promise<void>;
}
