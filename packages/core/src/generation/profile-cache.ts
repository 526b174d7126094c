import { LRUMap } from 'mnemonist';

import type { Clock, Principal, Profile, ProfileSource, SourceStatus } from '@laneway/contracts';

import type { GatewayConfig } from '../config.ts';

interface Entry {
  readonly profile: Profile | undefined;
  readonly untilMs: number;
}

/** How a cache works. */
export interface ProfileCacheOptions {
  /** How long a profile is used before the source is asked again, in milliseconds. */
  readonly refreshMs: number;
  readonly clock: Clock;
  /** Called with every profile that the source returns. */
  readonly onFound: (profile: Profile) => void;
}

/** Callers remembered; the least recently used is forgotten first. */
const capacity = 100_000;

/** Remembers the answers of a profile source, so that most requests do not have to ask it. */
export class ProfileCache {
  readonly #source: ProfileSource;
  readonly #refreshMs: number;
  readonly #clock: Clock;
  readonly #onFound: (profile: Profile) => void;
  readonly #entries = new LRUMap<string, Entry>(capacity);
  readonly #pending = new Map<string, Promise<Profile | undefined>>();
  readonly #unwatch: (() => void) | undefined;

  constructor(source: ProfileSource, { refreshMs, clock, onFound }: ProfileCacheOptions) {
    this.#source = source;
    this.#refreshMs = refreshMs;
    this.#clock = clock;
    this.#onFound = onFound;
    source.refreshEvery?.(refreshMs);
    this.#unwatch = source.watch?.(() => this.#entries.clear());
  }

  /** The profile if it is known, else a promise. Concurrent calls for one caller share a look-up. */
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

  /** Stops watching the source, which its creator closes. */
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

/** A sentence on names in a profile that the config does not have; `undefined` if it has them all. Such a name counts as left out. */
export function profileWarning(profile: Profile, config: GatewayConfig): string | undefined {
  const { lane, tier, priorityKey } = profile;
  const unknown = [
    lane !== undefined && !config.lanes.some(({ name }) => name === lane) && `lane ${lane}`,
    tier !== undefined && !Object.hasOwn(config.tiers, tier) && `tier ${tier}`,
    // A key is a secret: it is not named.
    priorityKey !== undefined &&
      !config.priority.keys.has(priorityKey.trim().toLowerCase()) &&
      'priority key',
  ].filter((part) => part !== false);
  if (unknown.length === 0) return undefined;
  return `The config does not have the ${unknown.join(' and the ')} of this profile, which is served as if it had none.`;
}
