import type { Finding } from '../findings/finding.ts';
import type { Origin } from '../findings/origin.ts';
import type { Problem } from '../findings/problem.ts';

/** Where a config came from. */
export interface ConfigSource {
  /** Absolute; `undefined` for the environment. */
  readonly path: string | undefined;
  /** Folder that relative paths are relative to; absolute. */
  readonly baseDir: string;
}

/** A config document as it was read from wherever it was written. */
export interface ReadDocument {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: ConfigSource;
  /** Found while reading. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Found while turning another form into this document. */
  readonly findings?: readonly Finding[];
  readonly doubts?: readonly Finding[];
  /** Line from which on the file could not be read for certain. */
  readonly brokenFromLine?: number | undefined;
}
