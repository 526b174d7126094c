import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { hasReference, interpolate } from './interpolate.ts';
import type { InterpolationSources, Reference } from './interpolate.ts';

/** A config document with its references replaced. */
export interface InterpolatedDocument {
  readonly value: unknown;
  /** `pathKey`s of values that contained a reference. These values are text; see `convertInterpolated`. */
  readonly interpolatedPaths: ReadonlySet<string>;
  /** `pathKey`s of values of which at least a part came from the environment or a file. */
  readonly secretPaths: ReadonlySet<string>;
  /** The values, and parts of values, that came from the environment or a file. */
  readonly secrets: ReadonlySet<string>;
  readonly references: readonly Reference[];
  readonly findings: readonly Finding[];
}

/**
 * Replaces the references in the values of a document. Keys are never interpolated, so no value can add structure.
 * A value that becomes empty counts as left out: `token: "${TOKEN:-}"` is no token.
 */
export function interpolateDocument(document: unknown, sources: InterpolationSources): InterpolatedDocument {
  return new Interpolation(sources).run(document);
}

// `admin.secrets` lists references, it does not use them.
function isListedReference([section, key, , name]: ConfigPath): boolean {
  return section === 'admin' && key === 'secrets' && name === 'ref';
}

class Interpolation {
  readonly #sources: InterpolationSources;
  readonly #interpolatedPaths = new Set<string>();
  readonly #secretPaths = new Set<string>();
  readonly #secrets = new Set<string>();
  readonly #references: Reference[] = [];
  readonly #findings: Finding[] = [];

  constructor(sources: InterpolationSources) {
    this.#sources = sources;
  }

  run(document: unknown): InterpolatedDocument {
    const value = this.#part(document, []);
    return {
      value,
      interpolatedPaths: this.#interpolatedPaths,
      secretPaths: this.#secretPaths,
      secrets: this.#secrets,
      references: this.#references,
      findings: this.#findings,
    };
  }

  #part(value: unknown, path: ConfigPath): unknown {
    if (typeof value === 'string')
      return hasReference(value) && !isListedReference(path) ? this.#text(value, path) : value;
    if (Array.isArray(value)) return this.#list(value, path);
    if (typeof value !== 'object' || value === null) return value;
    const entries: Record<string, unknown> = Object.create(null);
    for (const [name, item] of Object.entries(value)) {
      const result = this.#part(item, [...path, name]);
      if (result !== undefined) entries[name] = result;
    }
    return entries;
  }

  #list(list: readonly unknown[], path: ConfigPath): unknown[] {
    const items = list.map((item, index) => this.#part(item, [...path, index]));
    // Leaving an empty item out would change the indexes of the others.
    return items.map((item) => (item === undefined ? '' : item));
  }

  #text(written: string, path: ConfigPath): string | undefined {
    const { text, secrets, references, problems } = interpolate(written, this.#sources);
    this.#references.push(...references);
    for (const message of problems) this.#findings.push({ path, part: 'value', message });
    // Checks of an incomplete value would only repeat that its reference failed.
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
