import { resolve } from 'node:path';

import type { ConfigReport, LanewayConfig, Reference } from '@laneway/config';
import { readRegularFile } from '@laneway/config';

import { AdminAccess } from './admin-access.ts';

/** The config in use, whose references a body may repeat. */
export interface ConfigInUse {
  readonly own: LanewayConfig;
  readonly report: Pick<ConfigReport, 'references' | 'files'>;
}

/** What a config in a request body may refer to: what the config in use refers to, or lists in `admin.secrets`. */
export class BodyAccess {
  readonly #listed: AdminAccess;
  readonly #baseDir: string;
  readonly #variables: ReadonlySet<string>;
  readonly #files: ReadonlySet<string>;

  constructor({ own, report }: ConfigInUse) {
    this.#listed = new AdminAccess(own);
    this.#baseDir = own.source.baseDir;
    const names = report.references.flatMap((it) => (it.kind === 'variable' ? [it.name] : []));
    this.#variables = new Set(names);
    this.#files = new Set(report.files);
  }

  allowsReference(reference: Reference): boolean {
    if (this.#listed.lists(reference)) return true;
    return reference.kind === 'variable'
      ? this.#variables.has(reference.name)
      : this.#files.has(resolve(this.#baseDir, reference.path));
  }

  allowsFile(path: string): boolean {
    return this.allowsReference({ kind: 'file', path });
  }

  /** Rejects if the body may not name the file. */
  async readFile(path: string): Promise<Buffer> {
    if (this.allowsFile(path)) return readRegularFile(path);
    throw new Error('a request body can only name files that the config in use names');
  }
}
