import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Interface } from 'node:readline';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The command as it is built and published. */
const cliPath = fileURLToPath(new URL('../dist/cli.js', import.meta.resolve('laneway')));

/** Folder and environment of a command. */
export interface Surroundings {
  readonly cwd: string;
  /** Added to a bare environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Exit code and output of a command. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A `laneway` command in a process of its own. It is killed when the test ends. */
export class LanewayCommand {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #output: Interface;
  #stderr = '';
  readonly ended: Promise<Ending>;

  constructor(t: TestContext, args: readonly string[], { cwd, env = {} }: Surroundings) {
    const { PATH = '', HOME = '' } = process.env;
    this.#child = spawn(process.execPath, [cliPath, ...args], { cwd, env: { PATH, HOME, ...env } });
    this.#child.stderr.on('data', (data: Buffer) => {
      this.#stderr += data.toString();
    });
    this.#output = createInterface(this.#child.stdout);
    this.#output.on('line', (line) => {
      this.#lines.push(line);
      for (const look of this.#waiting) look();
    });
    this.ended = this.#end(once(this.#output, 'close'));
    t.after(() => {
      this.#child.kill('SIGKILL');
      return this.ended;
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Closes its output, as `| head` does. */
  stopReading(): void {
    this.#output.close();
    this.#child.stdout.destroy();
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves with the result of `pick` for the first line for which that is not `undefined`. Rejects if the command ends before. */
  async line<Found>(pick: (line: string) => Found | undefined): Promise<Found> {
    const found = Promise.withResolvers<Found>();
    let seen = 0;
    const look = () => {
      for (; seen < this.#lines.length; seen += 1) {
        const picked = pick(this.#lines[seen] ?? '');
        if (picked !== undefined) found.resolve(picked);
      }
    };
    this.#waiting.add(look);
    look();
    void this.ended.then(({ code, stderr }) =>
      found.reject(new Error(`laneway ended with ${code} before that\n${this.#lines.join('\n')}\n${stderr}`)),
    );
    try {
      return await found.promise;
    } finally {
      this.#waiting.delete(look);
    }
  }

  async #end(outputClosed: Promise<unknown>): Promise<Ending> {
    const [[code, signal]] = (await Promise.all([once(this.#child, 'close'), outputClosed])) as [
      [number | null, NodeJS.Signals | null],
      unknown,
    ];
    return { code, signal, stdout: this.#lines.map((line) => `${line}\n`).join(''), stderr: this.#stderr };
  }
}

/** Runs a command to its end. */
export function runLaneway(
  t: TestContext,
  args: readonly string[],
  surroundings: Surroundings,
): Promise<Ending> {
  return new LanewayCommand(t, args, surroundings).ended;
}
