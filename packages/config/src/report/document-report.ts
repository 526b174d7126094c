import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { ConfigPath } from '../findings/config-path.ts';
import { parsePath, pathKey } from '../findings/config-path.ts';
import type { CheckedOptions, ConfigReport } from './config-result.ts';
import { issueFindings, issuePath } from './issue-findings.ts';
import { locateFindings } from './locate-findings.ts';
import type { Origin, Place } from '../findings/origin.ts';
import { optionsSchema } from '../schema/options-schema.ts';
import type { Problem } from '../findings/problem.ts';
import type { InterpolatedDocument } from '../reading/interpolate-document.ts';
import { convertInterpolated } from '../reading/convert-interpolated.ts';

/** The report of a document that was read, right or wrong. */
export class DocumentReport implements ConfigReport {
  readonly warnings: readonly Problem[];
  readonly files: readonly string[];
  readonly #origin: Origin;
  readonly #filled: InterpolatedDocument;

  constructor(parts: Pick<ConfigReport, 'warnings' | 'files'>, origin: Origin, filled: InterpolatedDocument) {
    this.warnings = parts.warnings;
    this.files = parts.files;
    this.#origin = origin;
    this.#filled = filled;
  }

  withFiles(files: readonly string[]): ConfigReport {
    const parts = { warnings: this.warnings, files: [...this.files, ...files] };
    return new DocumentReport(parts, this.#origin, this.#filled);
  }

  locate(path: string | ConfigPath): Place {
    return this.#origin.place(asPath(path), 'value');
  }

  toProblems(
    path: string | ConfigPath,
    issues: readonly StandardSchemaV1.Issue[],
    schema?: StandardSchemaV1,
  ): Problem[] {
    const description = schema === undefined ? {} : optionsSchema(schema);
    const findings = issueFindings(asPath(path), issues, this.#filled.value, description);
    return locateFindings(findings, this.#origin, this.#filled);
  }

  async checkOptions(
    path: string | ConfigPath,
    options: unknown,
    schema: StandardSchemaV1,
  ): Promise<CheckedOptions> {
    const result = await schema['~standard'].validate(options);
    if (result.issues === undefined) return { ok: true, options: result.value, written: options };
    const at = asPath(path);
    const isFilled = (inner: ConfigPath) => this.#filled.interpolatedPaths.has(pathKey([...at, ...inner]));
    const reread = convertInterpolated(options, result.issues.map(issuePath), isFilled);
    if (reread !== undefined) return this.checkOptions(at, reread, schema);
    return { ok: false, problems: this.toProblems(at, result.issues, schema) };
  }
}

function asPath(path: string | ConfigPath): ConfigPath {
  return typeof path === 'string' ? parsePath(path) : path;
}
