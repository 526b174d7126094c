import type { ConfigPath } from '../findings/config-path.ts';

/** A part of a document that the schema may or may not have found right: reading it never fails, wrong types read as nothing. */
export class UncheckedNode {
  readonly path: ConfigPath;
  readonly #value: unknown;

  constructor(value: unknown, path: ConfigPath = []) {
    this.#value = value;
    this.path = path;
  }

  get isGiven(): boolean {
    return this.#value !== undefined;
  }

  /** As it was written. */
  get value(): unknown {
    return this.#value;
  }

  get text(): string | undefined {
    return typeof this.#value === 'string' ? this.#value : undefined;
  }

  /** A label value as it will be compared. */
  get label(): string | undefined {
    const isScalar =
      typeof this.#value === 'string' || typeof this.#value === 'number' || typeof this.#value === 'boolean';
    return isScalar ? String(this.#value) : undefined;
  }

  get number(): number | undefined {
    return typeof this.#value === 'number' ? this.#value : undefined;
  }

  get items(): readonly UncheckedNode[] {
    if (!Array.isArray(this.#value)) return [];
    return this.#value.map((item: unknown, index) => new UncheckedNode(item, [...this.path, index]));
  }

  get entries(): readonly (readonly [string, UncheckedNode])[] {
    if (typeof this.#value !== 'object' || this.#value === null || Array.isArray(this.#value)) return [];
    return Object.entries(this.#value).map(
      ([name, value]) => [name, new UncheckedNode(value, [...this.path, name])] as const,
    );
  }

  get names(): readonly string[] {
    return this.entries.map(([name]) => name);
  }

  at(...names: readonly string[]): UncheckedNode {
    return names.reduce((part: UncheckedNode, name) => part.#child(name), this);
  }

  #child(name: string): UncheckedNode {
    return (
      this.entries.find(([key]) => key === name)?.[1] ?? new UncheckedNode(undefined, [...this.path, name])
    );
  }
}
