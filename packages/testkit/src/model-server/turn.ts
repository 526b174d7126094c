import type { Fault } from './faults/fault.ts';

/**
 * What happens to a request next, and from when on. Delays count from that moment and not from when the code gets there, so a
 * test may move its clock as soon as it has seen the request.
 */
export interface Turn {
  readonly fault: Fault | undefined;
  readonly sinceMs: number;
}
