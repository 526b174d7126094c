import type { ConfigPath } from '../findings/config-path.ts';

/** A part of a document that may violate the schema: values of the wrong type read as `undefined` or as empty. */
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

  /** The value as written. */
  get value(): unknown {
    return this.#value;
  }

  get text(): string | undefined {
    return typeof this.#value === 'string' ? this.#value : undefined;
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

  /** The node at the end of a path of keys. */
  at(...names: readonly string[]): UncheckedNode {
    return names.reduce((node: UncheckedNode, name) => node.#child(name), this);
  }

  #child(name: string): UncheckedNode {
    const child = this.entries.find(([key]) => key === name)?.[1];
    return child ?? new UncheckedNode(undefined, [...this.path, name]);
  }
}
