import type { Clock, Log } from '@laneway/contracts';

import { Counter } from '../metrics/counter.ts';
import { Repeats } from '../log/repeats.ts';

interface Outcome {
  readonly code: number;
  readonly error?: Error;
}

/** Code of a good result in the SDK's enumeration. */
const success = 0;

/** Counts exports that fail, and tells of them: the SDK itself keeps silent. */
export class ExportWatch {
  readonly failures = new Counter({
    name: 'laneway.otlp.export.failures',
    unit: '{export}',
    help: 'Exports that the collector did not take',
    labels: ['signal'],
  });
  readonly #repeats = new Repeats();
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Watches what `exporter` sends from now on. `signal`: `traces` or `metrics`. */
  over(exporter: { export(items: never, done: (outcome: Outcome) => void): void }, signal: string): void {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) =>
      send(items, (outcome) => {
        if (outcome.code !== success) this.#failed(signal, outcome.error);
        done(outcome);
      });
  }

  #failed(signal: string, error: Error | undefined): void {
    this.failures.add(1, signal);
    const repeated = this.#repeats.pass(signal, this.#clock.nowMs());
    if (repeated !== undefined) this.#log.warn('cannot export', { signal, reason: error?.message, repeated });
  }
}
