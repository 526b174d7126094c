import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { convertInterpolated } from '../reading/convert-interpolated.ts';
import type { ConfigDocument } from './config-document.ts';
import { configDocument } from './config-document.ts';
import type { JsonSchema } from './describe-schema.ts';
import { describeSchema } from './describe-schema.ts';
import { schemaFindings } from './schema-findings.ts';
import { schemaWords } from './schema-words.ts';

/** What became of a config document. */
export interface CheckedDocument {
  /** As written, but with filled-in texts as the numbers and truth values that were wanted. */
  readonly written: unknown;
  /** `undefined` if there are findings. */
  readonly document: ConfigDocument | undefined;
  readonly findings: readonly Finding[];
}

let description: JsonSchema | undefined;

/** Checks a document against the schema. References between its parts are checked by `checkReferences`. */
export function checkDocument(written: unknown, interpolatedPaths: ReadonlySet<string>): CheckedDocument {
  const parsed = configDocument.safeParse(written, { error: schemaWords });
  if (parsed.success) return { written, document: parsed.data, findings: [] };
  const { issues } = parsed.error;
  const faults = issues.map(({ path }) => path.filter((segment) => typeof segment !== 'symbol'));
  const reread = convertInterpolated(written, faults, (path) => interpolatedPaths.has(pathKey(path)));
  // Each round turns at least one text into something else, so that this ends.
  if (reread !== undefined) return checkDocument(reread, interpolatedPaths);
  description ??= describeSchema(configDocument);
  return { written, document: undefined, findings: schemaFindings(issues, written, description) };
}
