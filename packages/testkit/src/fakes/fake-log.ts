import type { Log } from '@laneway/contracts';

/** One logged line. */
export interface LogLine {
  readonly level: keyof Log;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A log that keeps its lines in memory. */
export class FakeLog implements Log {
  readonly lines: LogLine[] = [];

  debug(message: string, fields: LogLine['fields'] = {}): void {
    this.lines.push({ level: 'debug', message, fields });
  }

  info(message: string, fields: LogLine['fields'] = {}): void {
    this.lines.push({ level: 'info', message, fields });
  }

  warn(message: string, fields: LogLine['fields'] = {}): void {
    this.lines.push({ level: 'warn', message, fields });
  }

  error(message: string, fields: LogLine['fields'] = {}): void {
    this.lines.push({ level: 'error', message, fields });
  }

  /** Messages of one level, in order. */
  messages(level: keyof Log): readonly string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
