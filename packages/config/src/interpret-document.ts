import { resolve } from 'node:path';

import { checkFiles } from './checks/check-files.ts';
import { checkReferences } from './checks/check-references.ts';
import { checkConsistency } from './checks/check-consistency.ts';
import { findWarnings } from './checks/find-warnings.ts';
import { pathKey } from './findings/config-path.ts';
import type { Finding } from './findings/finding.ts';
import type { Origin } from './findings/origin.ts';
import { byPlace } from './findings/problem.ts';
import type { InterpolationSources } from './reading/interpolate.ts';
import type { InterpolatedDocument } from './reading/interpolate-document.ts';
import { interpolateDocument } from './reading/interpolate-document.ts';
import type { ReadDocument } from './reading/read-document.ts';
import { UncheckedNode } from './reading/unchecked-node.ts';
import type { ConfigResult } from './report/config-result.ts';
import { DocumentReport } from './report/document-report.ts';
import { locateFindings } from './report/locate-findings.ts';
import { resolveConfig } from './resolving/resolve-config.ts';
import { uncheckedPlugins } from './resolving/unchecked-plugins.ts';
import { checkDocument } from './schema/check-document.ts';
import type { ConfigDocument } from './schema/config-document.ts';
import { rememberSecrets } from './secrets/redact.ts';

/** Interpolates, checks and resolves a document. Reports all problems at once. */
export function interpretDocument(read: ReadDocument, sources: InterpolationSources): ConfigResult {
  const { origin, source } = read;
  const interpolated = interpolateDocument(read.value, sources);
  const { document, written, findings } = checkDocument(interpolated.value, interpolated.interpolatedPaths);
  const root = new UncheckedNode(written);
  const causes = [...interpolated.findings, ...(read.problemFindings ?? [])];
  const own = withoutFollowUps([...findings, ...checkDocumentParts(root, sources)], causes);
  const certain = beforeSyntaxError([...causes, ...own], origin, read.brokenFromLine);
  const problems = [...read.problems, ...locateFindings(certain, origin, interpolated)];
  const report = new DocumentReport(
    {
      warnings: [
        ...read.warnings,
        ...locateFindings(warningsOf(read, document, sources), origin, interpolated),
      ],
      files: [...filesOf(interpolated), ...tlsFiles(document)].map((path) => resolve(source.baseDir, path)),
      references: interpolated.references,
    },
    origin,
    interpolated,
  );
  if (document === undefined || problems.length > 0) {
    const unchecked = isIncomplete(read, interpolated)
      ? {}
      : { unchecked: uncheckedPlugins(root, source.baseDir) };
    return { ok: false, problems: problems.sort(byPlace), report, ...unchecked };
  }
  const config = resolveConfig(document, read, sources);
  rememberSecrets(config, interpolated.secrets);
  return { ok: true, config, report };
}

function checkDocumentParts(root: UncheckedNode, sources: InterpolationSources): Finding[] {
  return [...checkReferences(root), ...checkConsistency(root), ...checkFiles(root, sources)];
}

function warningsOf(
  { warningFindings = [] }: ReadDocument,
  document: ConfigDocument | undefined,
  { env }: InterpolationSources,
): Finding[] {
  return [...warningFindings, ...(document === undefined ? [] : findWarnings(document, env))];
}

function filesOf({ references }: InterpolatedDocument): string[] {
  return references.flatMap((reference) =>
    reference.kind === 'file' && reference.path !== '' ? [reference.path] : [],
  );
}

function tlsFiles(document: ConfigDocument | undefined): string[] {
  const { cert, key, clientCa } = document?.listen.tls ?? {};
  return [cert, key, clientCa].filter((file) => file !== undefined);
}

// A value whose reference failed also fails the schema.
function withoutFollowUps(findings: readonly Finding[], causes: readonly Finding[]): Finding[] {
  const known = new Set(causes.map(({ path }) => pathKey(path)));
  return findings.filter(({ path }) => !known.has(pathKey(path)));
}

// Plugins would refuse incomplete options for reasons that are not theirs.
function isIncomplete({ brokenFromLine }: ReadDocument, { findings }: InterpolatedDocument): boolean {
  return brokenFromLine !== undefined || findings.length > 0;
}

// After a syntax error parts seem to be missing or misplaced that are not.
function beforeSyntaxError(
  findings: readonly Finding[],
  origin: Origin,
  brokenFromLine: number | undefined,
): readonly Finding[] {
  if (brokenFromLine === undefined) return findings;
  return findings.filter(({ path, part, isAbsence = false }) => {
    const { line = 0 } = origin.place(path, part);
    return line < brokenFromLine && !isAbsence;
  });
}
