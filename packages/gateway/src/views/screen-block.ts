import { clearScreenDown, moveCursor } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { stripVTControlCharacters } from 'node:util';

/** Lines at the end of a terminal that are redrawn in place. */
export class ScreenBlock {
  readonly #screen: WriteStream;
  #height = 0;

  constructor(screen: WriteStream) {
    this.#screen = screen;
  }

  /** Replaces the lines drawn last. Cuts off what does not fit, so that nothing scrolls. */
  draw(lines: readonly string[]): void {
    const { columns, rows } = this.#screen;
    const shown = lines.slice(0, rows - 1).map((line) => cut(line, columns));
    moveCursor(this.#screen, 0, -this.#height);
    clearScreenDown(this.#screen);
    this.#screen.write(shown.map((line) => `${line}\n`).join(''));
    this.#height = shown.length;
  }
}

// A line that is cut loses its colours: the cut could remove the code that ends one.
function cut(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= columns ? line : plain.slice(0, columns);
}
