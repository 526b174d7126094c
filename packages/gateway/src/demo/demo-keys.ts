import type { ReadStream } from 'node:tty';

/** What keys do. */
export interface DemoKeys {
  turn(steps: number): void;
  leave(): void;
}

const ctrlC = '\u0003';

/** Listens to single keys of a terminal: + and - turn the traffic, q and Ctrl-C leave. Returns a function that ends it. */
export function listenToKeys(input: ReadStream, keys: DemoKeys): () => void {
  const press = (data: Buffer) => {
    for (const key of data.toString()) {
      if (key === '+') keys.turn(1);
      else if (key === '-') keys.turn(-1);
      else if (key === 'q' || key === ctrlC) keys.leave();
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
