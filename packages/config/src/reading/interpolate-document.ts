import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import type { InterpolationSources } from './interpolate.ts';
import { interpolate, hasReference } from './interpolate.ts';

/** A config document with its references filled in. */
export interface InterpolatedDocument {
  readonly value: unknown;
  /** `pathKey`s of values that held a reference. They are all text; see `convertInterpolated`. */
  readonly interpolatedPaths: ReadonlySet<string>;
  /** `pathKey`s of values that came, at least in part, from the environment or a file. */
  readonly secretPaths: ReadonlySet<string>;
  /** Values, and parts of values, that came from the environment or a file. */
  readonly secrets: ReadonlySet<string>;
  /** Files that were read, as they were named. */
  readonly files: readonly string[];
  readonly findings: readonly Finding[];
}

/**
 * Fills in the values of a document, never its keys, so that no value can add structure.
 * A value that comes out empty counts as not given: `token: "${TOKEN:-}"` is no token.
 */
export function interpolateDocument(document: unknown, sources: InterpolationSources): InterpolatedDocument {
  return new Filling(sources).run(document);
}

class Filling {
  readonly #sources: InterpolationSources;
  readonly #interpolatedPaths = new Set<string>();
  readonly #secretPaths = new Set<string>();
  readonly #secrets = new Set<string>();
  readonly #files: string[] = [];
  readonly #findings: Finding[] = [];

  constructor(sources: InterpolationSources) {
    this.#sources = sources;
  }

  run(document: unknown): InterpolatedDocument {
    const value = this.#fill(document, []);
    return {
      value,
      interpolatedPaths: this.#interpolatedPaths,
      secretPaths: this.#secretPaths,
      secrets: this.#secrets,
      files: this.#files,
      findings: this.#findings,
    };
  }

  #fill(value: unknown, path: ConfigPath): unknown {
    if (typeof value === 'string') return hasReference(value) ? this.#fillText(value, path) : value;
    if (Array.isArray(value)) return this.#fillList(value, path);
    if (typeof value !== 'object' || value === null) return value;
    const filled: Record<string, unknown> = Object.create(null);
    for (const [name, item] of Object.entries(value)) {
      const result = this.#fill(item, [...path, name]);
      if (result !== undefined) filled[name] = result;
    }
    return filled;
  }

  #fillList(list: readonly unknown[], path: ConfigPath): unknown[] {
    const filled = list.map((item, index) => this.#fill(item, [...path, index]));
    // Leaving an empty one out would move the others to other places.
    return filled.map((item) => (item === undefined ? '' : item));
  }

  #fillText(written: string, path: ConfigPath): string | undefined {
    const { text, secrets, files, problems } = interpolate(written, this.#sources);
    this.#files.push(...files);
    for (const message of problems) this.#findings.push({ path, part: 'value', message });
    // A stand-in where there should have been a value: what is said about it would only confuse.
    if (problems.length > 0) return written;
    this.#interpolatedPaths.add(pathKey(path));
    if (secrets.length > 0) this.#remember(path, [...secrets, text]);
    return text === '' ? undefined : text;
  }

  #remember(path: ConfigPath, secrets: readonly string[]): void {
    this.#secretPaths.add(pathKey(path));
    for (const secret of secrets) this.#secrets.add(secret);
  }
}
