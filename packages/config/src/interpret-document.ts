import { resolve } from 'node:path';

import { checkFiles } from './checks/check-files.ts';
import { checkReferences } from './checks/check-references.ts';
import { checkSense } from './checks/check-sense.ts';
import { findWarnings } from './checks/find-warnings.ts';
import { UncheckedNode } from './reading/unchecked-node.ts';
import { pathKey } from './findings/config-path.ts';
import type { ConfigResult } from './report/config-result.ts';
import { DocumentReport } from './report/document-report.ts';
import type { Finding } from './findings/finding.ts';
import type { ReadDocument } from './reading/read-document.ts';
import { locateFindings } from './report/locate-findings.ts';
import type { Problem } from './findings/problem.ts';
import { byPlace } from './findings/problem.ts';
import { uncheckedPlugins } from './resolving/unchecked-plugins.ts';
import type { InterpolatedDocument } from './reading/interpolate-document.ts';
import { interpolateDocument } from './reading/interpolate-document.ts';
import type { InterpolationSources } from './reading/interpolate.ts';
import { rememberSecrets } from './secrets/redact.ts';
import { resolveConfig } from './resolving/resolve-config.ts';
import { checkDocument } from './schema/check-document.ts';
import type { ConfigDocument } from './schema/config-document.ts';

/** Fills in, checks and resolves a document: all problems at once. */
export function interpretDocument(read: ReadDocument, sources: InterpolationSources): ConfigResult {
  const { origin, source } = read;
  const filled = interpolateDocument(read.value, sources);
  const { document, written, findings } = checkDocument(filled.value, filled.interpolatedPaths);
  const faults = [...findings, ...findFaults(new UncheckedNode(written), sources)];
  const causes = [...filled.findings, ...(read.findings ?? [])];
  const located = locateFindings([...causes, ...withoutFollowUps(faults, causes)], origin, filled);
  const problems = [...read.problems, ...trustworthy(located, read.brokenFromLine)];
  const doubts = [
    ...(read.doubts ?? []),
    ...(document === undefined ? [] : findWarnings(document, sources.env)),
  ];
  const warnings = [...read.warnings, ...locateFindings(doubts, origin, filled)];
  const files = [...filled.files, ...tlsFiles(document)].map((path) => resolve(source.baseDir, path));
  const report = new DocumentReport({ warnings, files }, origin, filled);
  if (document === undefined || problems.length > 0) {
    const unchecked = brokenOrUnfilled(read, filled)
      ? {}
      : { unchecked: uncheckedPlugins(new UncheckedNode(written), source.baseDir) };
    return { ok: false, problems: problems.sort(byPlace), report, ...unchecked };
  }
  const config = resolveConfig(document, source, sources);
  rememberSecrets(config, filled.secrets);
  return { ok: true, config, report };
}

function tlsFiles(document: ConfigDocument | undefined): string[] {
  const { cert, key, clientCa } = document?.listen.tls ?? {};
  return [cert, key, clientCa].filter((file) => file !== undefined);
}

function findFaults(config: UncheckedNode, sources: InterpolationSources): Finding[] {
  return [...checkReferences(config), ...checkSense(config), ...checkFiles(config, sources)];
}

// Where a value could not be filled in, or was none from the start, what the schema says of it adds nothing.
function withoutFollowUps(findings: readonly Finding[], causes: readonly Finding[]): Finding[] {
  const known = new Set(causes.map(({ path }) => pathKey(path)));
  return findings.filter(({ path }) => !known.has(pathKey(path)));
}

// Options with gaps are refused by their plugins for reasons that aren't theirs.
function brokenOrUnfilled({ brokenFromLine }: ReadDocument, { findings }: InterpolatedDocument): boolean {
  return brokenFromLine !== undefined || findings.length > 0;
}

// After a syntax error things seem to be missing, or to stand where nobody put them.
function trustworthy(problems: readonly Problem[], brokenFromLine: number | undefined): readonly Problem[] {
  if (brokenFromLine === undefined) return problems;
  return problems.filter(
    ({ line = 0, message }) => line < brokenFromLine && !/^(required|no such )/.test(message),
  );
}
