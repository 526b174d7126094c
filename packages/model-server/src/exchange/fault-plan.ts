import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Fault } from '../faults/fault.ts';

/** The requests that a fault applies to: those that meet every condition given. */
export interface FaultScope {
  /** Numbers of requests, counted from 1. */
  readonly requests?: readonly number[];
  readonly when?: (entry: LedgerEntry) => boolean;
  /** Number of requests that it applies to, at most. @default no limit */
  readonly times?: number;
  /** @default 'requests' */
  readonly on?: 'requests' | 'probes' | 'both';
}

interface Rule {
  readonly fault: Fault;
  readonly scope: FaultScope;
  left: number;
}

/** The active faults. The first one whose scope matches a request applies to it. */
export class FaultPlan {
  #rules: Rule[] = [];

  /** Adds a fault after the active ones. Returns a function that removes it. */
  add(fault: Fault, scope: FaultScope): () => void {
    const rule: Rule = { fault, scope, left: scope.times ?? Number.POSITIVE_INFINITY };
    this.#rules.push(rule);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== rule);
    };
  }

  clear(): void {
    this.#rules = [];
  }

  forRequest(entry: LedgerEntry): Fault | undefined {
    return this.#use((rule) => fits(rule.scope, entry));
  }

  /** Whether to reset a new connection. There is no request yet, so that only a `refuse` without conditions applies. */
  refusesConnection(): boolean {
    const refusal = this.#use(
      ({ fault, scope }) =>
        fault.kind === 'refuse' && scope.requests === undefined && scope.when === undefined,
    );
    return refusal !== undefined;
  }

  #use(matches: (rule: Rule) => boolean): Fault | undefined {
    const rule = this.#rules.find((candidate) => candidate.left > 0 && matches(candidate));
    if (rule === undefined) return undefined;
    rule.left -= 1;
    return rule.fault;
  }
}

function fits(scope: FaultScope, entry: LedgerEntry): boolean {
  const on = scope.on ?? 'requests';
  const isProbe = entry.route?.operation === 'probe';
  if (on !== 'both' && isProbe !== (on === 'probes')) return false;
  if (scope.requests !== undefined && !scope.requests.includes(entry.number)) return false;
  return scope.when === undefined || scope.when(entry);
}
