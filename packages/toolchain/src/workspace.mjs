import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collect, run } from './run.mjs';

/** The root folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** The checkout, with its tools on the PATH. Commands run at its root. */
export class Workspace {
  #env;

  constructor(env) {
    this.#env = env;
  }

  /**
   * Runs a command in the foreground and resolves with its exit status. `env` is added to the environment; after
   * `timeout` milliseconds, if given, the command is sent SIGTERM.
   */
  run(command, args, { env = {}, timeout } = {}) {
    return run(command, args, { env: { ...this.#env, ...env }, cwd: root, timeout });
  }

  /** Runs a command and resolves with `{ status, output }`. */
  collect(command, args) {
    return collect(command, args, { env: this.#env, cwd: root });
  }
}
