import type { Clock, Log } from '@laneway/contracts';

import { Counter } from '../metrics/counter.ts';
import { Repeats } from '../log/repeats.ts';

interface Outcome {
  readonly code: number;
  readonly error?: Error;
}

/** Code of a successful export in the SDK's enumeration. */
const success = 0;

/** Counts and logs failed exports, which the SDK does not report. */
export class ExportWatch {
  readonly failures = new Counter({
    name: 'laneway.otlp.export.failures',
    unit: '{export}',
    help: 'Exports that the collector did not accept',
    labels: ['signal'],
  });
  readonly #repeats = new Repeats();
  readonly #clock: Clock;
  readonly #log: Log;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Counts the exports of `exporter`. `signal`: `traces` or `metrics`. */
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
