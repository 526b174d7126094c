import { LRUMap } from 'mnemonist';

import type { Clock, Principal, Profile, ProfileSource, SourceStatus } from '@laneway/contracts';

import type { GatewayConfig } from '../config.ts';

interface Entry {
  readonly profile: Profile | undefined;
  readonly untilMs: number;
}

/** What a cache goes by. */
export interface ProfileCacheParts {
  /** How long an answer of the source is trusted. Milliseconds. */
  readonly refreshMs: number;
  readonly clock: Clock;
  /** Told of every profile that the source has answered with. */
  readonly onFound: (profile: Profile) => void;
}

/** Remembered callers at most; the least recently seen is forgotten first. */
const capacity = 100_000;

/** Remembers what a profile source said, so that it is off the path of most requests. */
export class ProfileCache {
  readonly #source: ProfileSource;
  readonly #refreshMs: number;
  readonly #clock: Clock;
  readonly #onFound: (profile: Profile) => void;
  readonly #entries = new LRUMap<string, Entry>(capacity);
  readonly #pending = new Map<string, Promise<Profile | undefined>>();
  readonly #unwatch: (() => void) | undefined;

  constructor(source: ProfileSource, { refreshMs, clock, onFound }: ProfileCacheParts) {
    this.#source = source;
    this.#refreshMs = refreshMs;
    this.#clock = clock;
    this.#onFound = onFound;
    source.refreshEvery?.(refreshMs);
    this.#unwatch = source.watch?.(() => this.#entries.clear());
  }

  /** A value when it is known, else a promise; callers that ask at the same time share one look-up. */
  find(principal: Principal): Profile | undefined | Promise<Profile | undefined> {
    const entry = this.#entries.get(principal.id);
    if (entry !== undefined && this.#clock.nowMs() < entry.untilMs) return entry.profile;
    const pending = this.#pending.get(principal.id);
    if (pending !== undefined) return pending;
    const found = this.#source.find(principal);
    if (!(found instanceof Promise)) return this.#remember(principal.id, found);
    const lookUp = found
      .then((profile) => this.#remember(principal.id, profile))
      .finally(() => this.#pending.delete(principal.id));
    this.#pending.set(principal.id, lookUp);
    return lookUp;
  }

  status(): SourceStatus | undefined {
    return this.#source.status?.();
  }

  /** Stops watching the source. The source itself belongs to whoever created it. */
  close(): void {
    this.#unwatch?.();
    this.#entries.clear();
  }

  #remember(id: string, profile: Profile | undefined): Profile | undefined {
    if (profile !== undefined) this.#onFound(profile);
    this.#entries.set(id, { profile, untilMs: this.#clock.nowMs() + this.#refreshMs });
    return profile;
  }
}

/** Names in a profile that the config doesn't have, in one sentence; `undefined` if it has them all. Such a name counts as left out. */
export function profileDoubt(profile: Profile, config: GatewayConfig): string | undefined {
  const { lane, tier, priorityKey } = profile;
  const unknown = [
    lane !== undefined && !config.lanes.some(({ name }) => name === lane) && `lane ${lane}`,
    tier !== undefined && !Object.hasOwn(config.tiers, tier) && `tier ${tier}`,
    // Which key it is may be nobody's business.
    priorityKey !== undefined &&
      !config.priority.keys.has(priorityKey.trim().toLowerCase()) &&
      'priority key',
  ].filter((part) => part !== false);
  if (unknown.length === 0) return undefined;
  return `the config does not have the ${unknown.join(' and the ')} of this profile, which is served as if it had none`;
}
