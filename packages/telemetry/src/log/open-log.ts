import type { Clock, Log } from '@laneway/contracts';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';

import type { LogSettings } from '../telemetry-settings.ts';

/** A log that can be asked what it keeps, and emptied. */
export interface OpenLog extends Log {
  /** Whether lines of that level are written at all. */
  keeps(level: keyof Log): boolean;
  /** Lines lost because whoever reads them was too slow. */
  readonly dropped: number;
  /** Resolves when everything logged so far has left. */
  flush(): Promise<void>;
}

/** Lines are gathered up to this many bytes, or for a second. */
const batchBytes = 4_096;
const longestBatchMs = 1_000;
/** More than this waiting for a reader, and lines are dropped. Bytes. */
const mostWaiting = 16 * 1024 * 1024;

/** Opens the log: lines of JSON, to standard output unless a `destination` is given. */
export function openLog(settings: LogSettings, clock: Clock, destination?: DestinationStream): OpenLog {
  const output = destination === undefined ? new StandardOutput() : new GivenOutput(destination);
  const logger = pino(
    {
      level: settings.level,
      base: null,
      formatters: { level: (level) => ({ level }) },
      serializers: { error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
      timestamp: () => `,"time":"${new Date(clock.nowMs()).toISOString()}"`,
    },
    output.stream,
  );
  return {
    debug: (message, fields = {}) => logger.debug(fields, message),
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
    keeps: (level) => logger.isLevelEnabled(level),
    get dropped() {
      return output.dropped;
    },
    flush: () => output.flush(),
  };
}

/** Written off the request path; pino empties it when the process exits. */
class StandardOutput {
  readonly stream = pino.destination({
    dest: 1,
    sync: false,
    minLength: batchBytes,
    maxLength: mostWaiting,
    periodicFlush: longestBatchMs,
  });
  dropped = 0;

  constructor() {
    this.stream.on('drop', () => {
      this.dropped += 1;
    });
  }

  flush(): Promise<void> {
    // A reader that went away can't be flushed to, and is no reason to fail at shutdown.
    return new Promise((resolve) => this.stream.flush(() => resolve()));
  }
}

class GivenOutput {
  readonly stream: DestinationStream;
  readonly dropped = 0;

  constructor(stream: DestinationStream) {
    this.stream = stream;
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }
}
