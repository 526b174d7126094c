import type { Clock, Log } from '@laneway/contracts';
import type { DestinationStream } from 'pino';
import { pino } from 'pino';

import type { LogSettings } from '../telemetry-settings.ts';

/** A log whose level can be checked, and that can be flushed. */
export interface OpenLog extends Log {
  /** Whether lines of that level are written at all. */
  keeps(level: keyof Log): boolean;
  /** Number of lines lost because the reader was too slow. */
  readonly dropped: number;
  /** Resolves when every line logged so far is written. */
  flush(): Promise<void>;
}

/** Lines are buffered up to this many bytes, or for a second. */
const batchBytes = 4_096;
const longestBatchMs = 1_000;
/** Largest backlog; beyond it, lines are dropped. Bytes. */
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

/** Written off the request path; pino flushes it when the process exits. */
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
    // A reader that has closed the pipe must not make the shutdown fail.
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
