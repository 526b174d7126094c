import { resolve } from 'node:path';

import { checkFiles } from './checks/check-files.ts';
import { checkReferences } from './checks/check-references.ts';
import { checkSense } from './checks/check-sense.ts';
import { findDoubts } from './checks/find-doubts.ts';
import { Written } from './checks/written.ts';
import { pathKey } from './findings/config-path.ts';
import type { ConfigResult } from './report/config-result.ts';
import { DocumentReport } from './report/document-report.ts';
import type { Finding } from './findings/finding.ts';
import type { ConfigSource } from './laneway-config.ts';
import { locateFindings } from './report/locate-findings.ts';
import type { Origin } from './findings/origin.ts';
import type { Problem } from './findings/problem.ts';
import { byPlace } from './findings/problem.ts';
import { writtenPlugins } from './plugins/written-plugins.ts';
import type { FilledDocument } from './reading/fill-document.ts';
import { fillDocument } from './reading/fill-document.ts';
import type { FillSources } from './reading/fill-references.ts';
import { rememberSecrets } from './secrets/redact.ts';
import { resolveConfig } from './resolving/resolve-config.ts';
import { checkDocument } from './schema/check-document.ts';
import type { ConfigDocument } from './schema/config-document.ts';

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

/** Fills in, checks and resolves a document: all problems at once. */
export function interpretDocument(read: ReadDocument, sources: FillSources): ConfigResult {
  const { origin, source } = read;
  const filled = fillDocument(read.value, sources);
  const { document, written, findings } = checkDocument(filled.value, filled.filledPaths);
  const faults = [...findings, ...findFaults(new Written(written), sources)];
  const causes = [...filled.findings, ...(read.findings ?? [])];
  const located = locateFindings([...causes, ...withoutFollowUps(faults, causes)], origin, filled);
  const problems = [...read.problems, ...trustworthy(located, read.brokenFromLine)];
  const doubts = [
    ...(read.doubts ?? []),
    ...(document === undefined ? [] : findDoubts(document, sources.env)),
  ];
  const warnings = [...read.warnings, ...locateFindings(doubts, origin, filled)];
  const files = [...filled.files, ...tlsFiles(document)].map((path) => resolve(source.baseDir, path));
  const report = new DocumentReport({ warnings, files }, origin, filled);
  if (document === undefined || problems.length > 0) {
    const unchecked = brokenOrUnfilled(read, filled)
      ? {}
      : { unchecked: writtenPlugins(new Written(written), source.baseDir) };
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

function findFaults(config: Written, sources: FillSources): Finding[] {
  return [...checkReferences(config), ...checkSense(config), ...checkFiles(config, sources)];
}

// Where a value could not be filled in, or was none from the start, what the schema says of it adds nothing.
function withoutFollowUps(findings: readonly Finding[], causes: readonly Finding[]): Finding[] {
  const known = new Set(causes.map(({ path }) => pathKey(path)));
  return findings.filter(({ path }) => !known.has(pathKey(path)));
}

// Options with gaps are refused by their plugins for reasons that aren't theirs.
function brokenOrUnfilled({ brokenFromLine }: ReadDocument, { findings }: FilledDocument): boolean {
  return brokenFromLine !== undefined || findings.length > 0;
}

// After a syntax error things seem to be missing, or to stand where nobody put them.
function trustworthy(problems: readonly Problem[], brokenFromLine: number | undefined): readonly Problem[] {
  if (brokenFromLine === undefined) return problems;
  return problems.filter(
    ({ line = 0, message }) => line < brokenFromLine && !/^(required|no such )/.test(message),
  );
}
