import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { ConfigPath } from '../findings/config-path.ts';
import { parsePath, pathKey } from '../findings/config-path.ts';
import type { CheckedOptions, ConfigReport } from './config-result.ts';
import { issueFindings, issuePath } from './issue-findings.ts';
import { locateFindings } from './locate-findings.ts';
import type { Origin, Place } from '../findings/origin.ts';
import { optionsSchema } from '../schema/options-schema.ts';
import type { Problem } from '../findings/problem.ts';
import type { Reference } from '../reading/interpolate.ts';
import type { InterpolatedDocument } from '../reading/interpolate-document.ts';
import { convertInterpolated } from '../reading/convert-interpolated.ts';

type ReportedParts = Pick<ConfigReport, 'warnings' | 'files' | 'references'>;

/** The report of one config document. */
export class DocumentReport implements ConfigReport {
  readonly warnings: readonly Problem[];
  readonly files: readonly string[];
  readonly references: readonly Reference[];
  readonly #origin: Origin;
  readonly #interpolated: InterpolatedDocument;

  constructor(found: ReportedParts, origin: Origin, interpolated: InterpolatedDocument) {
    this.warnings = found.warnings;
    this.files = found.files;
    this.references = found.references;
    this.#origin = origin;
    this.#interpolated = interpolated;
  }

  withFiles(files: readonly string[]): ConfigReport {
    const { warnings, references } = this;
    const found = { warnings, references, files: [...this.files, ...files] };
    return new DocumentReport(found, this.#origin, this.#interpolated);
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
    const findings = issueFindings(asPath(path), issues, this.#interpolated.value, description);
    return locateFindings(findings, this.#origin, this.#interpolated);
  }

  async checkOptions(
    path: string | ConfigPath,
    options: unknown,
    schema: StandardSchemaV1,
  ): Promise<CheckedOptions> {
    const result = await schema['~standard'].validate(options);
    if (result.issues === undefined) return { ok: true, options: result.value, written: options };
    const at = asPath(path);
    const isInterpolated = (inner: ConfigPath) =>
      this.#interpolated.interpolatedPaths.has(pathKey([...at, ...inner]));
    const converted = convertInterpolated(options, result.issues.map(issuePath), isInterpolated);
    if (converted !== undefined) return this.checkOptions(at, converted, schema);
    return { ok: false, problems: this.toProblems(at, result.issues, schema) };
  }
}

function asPath(path: string | ConfigPath): ConfigPath {
  return typeof path === 'string' ? parsePath(path) : path;
}
