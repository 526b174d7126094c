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

/** A config document as plain data, in any of its forms. */
export interface ReadDocument {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: ConfigSource;
  /** Problems and warnings of the reader. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  /** Problems and warnings of the conversion from another form, at paths of the document. */
  readonly problemFindings?: readonly Finding[];
  readonly warningFindings?: readonly Finding[];
  /** Names of endpoints that may not be at private addresses. @default none */
  readonly publicOnly?: ReadonlySet<string>;
  /** Line of the first syntax error; the rest of the file may have been misread. */
  readonly brokenFromLine?: number | undefined;
}
