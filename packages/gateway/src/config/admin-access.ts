import { isPrivateHost } from '@laneway/backend-client';
import type { AdditionRules, LanewayConfig, Reference } from '@laneway/config';
import { resolve } from 'node:path';

/** What request bodies of the admin API may refer to: what `admin.secrets` and `admin.allowPrivate` of the config allow. */
export class AdminAccess implements AdditionRules {
  readonly #admin: LanewayConfig['admin'];
  readonly #baseDir: string;

  constructor({ admin, source }: Pick<LanewayConfig, 'admin' | 'source'>) {
    this.#admin = admin;
    this.#baseDir = source.baseDir;
  }

  get publicOnly(): boolean {
    return !this.#admin.allowPrivate;
  }

  allowsHost(host: string): boolean {
    return this.#admin.allowPrivate || !isPrivateHost(host);
  }

  allowsReference(reference: Reference, origin: string): boolean {
    return this.#listed(reference).some(({ origins }) => origins.includes(origin));
  }

  /** Whether a reference is listed, for whatever origin. */
  lists(reference: Reference): boolean {
    return this.#listed(reference).length > 0;
  }

  allowsCredential(use: string, audience: string | undefined, origin: string): boolean {
    return this.#admin.secrets.some(
      (secret) =>
        secret.kind === 'credential' &&
        secret.use === use &&
        secret.audience === audience &&
        secret.origins.includes(origin),
    );
  }

  #listed(reference: Reference): LanewayConfig['admin']['secrets'] {
    return this.#admin.secrets.filter((secret) =>
      secret.kind === 'variable'
        ? reference.kind === 'variable' && secret.name === reference.name
        : secret.kind === 'file' &&
          reference.kind === 'file' &&
          secret.path === resolve(this.#baseDir, reference.path),
    );
  }
}
