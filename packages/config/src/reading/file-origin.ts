import type { LineCounter } from 'yaml';

import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath, pathKey } from '../findings/config-path.ts';
import type { Origin, Place } from '../findings/origin.ts';

/** Knows the line and column of each key and value of a file. */
export class FileOrigin implements Origin {
  readonly file: string;
  readonly #lines: LineCounter;
  readonly #keys = new Map<string, number>();
  readonly #values = new Map<string, number>();

  constructor(file: string, lines: LineCounter) {
    this.file = file;
    this.#lines = lines;
  }

  /** Records the offsets of the part at `path`, in UTF-16 units from the start of the file. Items of lists have no `key`. */
  note(path: ConfigPath, offsets: { readonly key?: number; readonly value: number }): void {
    if (offsets.key !== undefined) this.#keys.set(pathKey(path), offsets.key);
    this.#values.set(pathKey(path), offsets.value);
  }

  place(path: ConfigPath, part: 'key' | 'value'): Place {
    return { ...this.position(this.#offset(path, part)), name: formatPath(path) };
  }

  position(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #offset(path: ConfigPath, part: 'key' | 'value'): number {
    const own = part === 'value' ? this.#values.get(pathKey(path)) : undefined;
    if (own !== undefined) return own;
    // A missing part is shown at the key of the nearest enclosing part.
    for (let depth = path.length; depth > 0; depth -= 1) {
      const around = pathKey(path.slice(0, depth));
      const offset = this.#keys.get(around) ?? this.#values.get(around);
      if (offset !== undefined) return offset;
    }
    return 0;
  }
}
