import type {
  Clock,
  QuotaAnswer,
  QuotaLimits,
  QuotaReading,
  QuotaReservation,
  QuotaStore,
} from '@laneway/contracts';

import { HeldQuota, QuotaAccount } from './quota-account.ts';

/** Accounts checked for each new one: two, so that idle ones are removed faster than new ones are added. */
const sweptPerNewAccount = 2;

/** Counts spending in this process. A key may spend a whole minute's quota at once. Keys whose quota is full again are forgotten. */
export class MemoryQuotaStore implements QuotaStore {
  readonly #clock: Clock;
  readonly #accounts: Map<string, QuotaAccount>;
  #sweep: MapIterator<[string, QuotaAccount]>;

  /** `accounts`: where it keeps what each key has spent. */
  constructor(clock: Clock, accounts = new Map<string, QuotaAccount>()) {
    this.#clock = clock;
    this.#accounts = accounts;
    this.#sweep = accounts.entries();
  }

  reserve(key: string, tokens: number, limits: QuotaLimits): QuotaAnswer {
    const nowMs = this.#clock.nowMs();
    const account = this.#accounts.get(key) ?? this.#open(key, nowMs);
    return account.reserve(key, tokens, limits, nowMs);
  }

  leave(reservation: QuotaReservation): void {
    if (reservation instanceof HeldQuota) reservation.leave(this.#clock.nowMs());
  }

  settle(reservation: QuotaReservation, tokens: number): void {
    if (reservation instanceof HeldQuota) reservation.settle(tokens, this.#clock.nowMs());
  }

  release(reservation: QuotaReservation): void {
    if (reservation instanceof HeldQuota) reservation.release(this.#clock.nowMs());
  }

  read(key: string, limits: QuotaLimits): QuotaReading {
    const account = this.#accounts.get(key) ?? new QuotaAccount();
    return account.read(limits, this.#clock.nowMs());
  }

  close(): void {
    this.#accounts.clear();
  }

  #open(key: string, nowMs: number): QuotaAccount {
    this.#forgetIdle(nowMs);
    const account = new QuotaAccount();
    this.#accounts.set(key, account);
    return account;
  }

  // The iterator stays valid while the map changes: a few steps for each new account go round the map in time.
  #forgetIdle(nowMs: number): void {
    for (let step = 0; step < sweptPerNewAccount; step += 1) {
      const next = this.#sweep.next();
      if (next.done === true) this.#sweep = this.#accounts.entries();
      else if (next.value[1].isIdle(nowMs)) this.#accounts.delete(next.value[0]);
    }
  }
}
