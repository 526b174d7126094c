import type { ReadStream } from 'node:tty';

/** Actions of the keys. */
export interface DemoKeys {
  changeLoad(steps: number): void;
  quit(): void;
}

const ctrlC = '\u0003';

/** Listens to keys of a terminal: + and - change the load, q and Ctrl-C quit. Returns a function that stops listening. */
export function listenToKeys(input: ReadStream, keys: DemoKeys): () => void {
  const press = (data: Buffer) => {
    for (const key of data.toString()) {
      if (key === '+') keys.changeLoad(1);
      else if (key === '-') keys.changeLoad(-1);
      else if (key === 'q' || key === ctrlC) keys.quit();
    }
  };
  input.setRawMode(true);
  input.on('data', press);
  return () => {
    input.off('data', press);
    input.setRawMode(false);
    input.pause();
  };
}
