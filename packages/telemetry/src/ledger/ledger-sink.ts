import type { Clock, GatewayEvent, Log, TelemetrySink } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import { ledgerLine } from './ledger-line.ts';
import type { LedgerSettings } from '../telemetry-settings.ts';
import { Repeats } from '../log/repeats.ts';
import { RotatingFile } from './rotating-file.ts';

/** Writes down what each exchange used, one line of JSON for each. */
export class LedgerSink implements TelemetrySink {
  readonly #file: RotatingFile;

  /** Rejects with `LanewayError` `config_invalid` if the file can't be written to. */
  static async open(
    { path, rotateBytes }: LedgerSettings,
    parts: { readonly clock: Clock; readonly log: Log },
  ): Promise<LedgerSink> {
    const { clock, log } = parts;
    const repeats = new Repeats();
    const onLoss = (error: unknown) => {
      const repeated = repeats.pass('loss', clock.nowMs());
      if (repeated !== undefined) log.warn('the ledger cannot be written', { path, error, repeated });
    };
    try {
      return new LedgerSink(await RotatingFile.open({ path, rotateBytes, clock, onLoss }));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new LanewayError('config_invalid', `telemetry.ledger.path: ${reason}`, { cause });
    }
  }

  private constructor(file: RotatingFile) {
    this.#file = file;
  }

  /** Exchanges that are missing in the ledger. */
  get lost(): number {
    return this.#file.lost;
  }

  record(event: GatewayEvent): void {
    if (event.kind === 'exchange-ended') this.#file.append(ledgerLine(event));
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
