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

  /** Runs a command in the foreground, as `run` does; `env` is added to the environment. */
  run(command, args, { env = {}, ...options } = {}) {
    return run(command, args, { ...options, env: { ...this.#env, ...env }, cwd: root });
  }

  /** Runs a command and resolves with `{ status, output }`. */
  collect(command, args) {
    return collect(command, args, { env: this.#env, cwd: root });
  }
}
