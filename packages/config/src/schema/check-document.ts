import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { convertInterpolated } from '../reading/convert-interpolated.ts';
import type { ConfigDocument } from './config-document.ts';
import { configDocument } from './config-document.ts';
import type { JsonSchema } from './describe-schema.ts';
import { describeSchema } from './describe-schema.ts';
import { schemaFindings } from './schema-findings.ts';
import { schemaMessages } from './schema-messages.ts';

/** The result of checking a config document against the schema. */
export interface CheckedDocument {
  /** The document as written, with interpolated texts as the numbers and booleans that the schema requires. */
  readonly written: unknown;
  /** `undefined` if there are findings. */
  readonly document: ConfigDocument | undefined;
  readonly findings: readonly Finding[];
}

let description: JsonSchema | undefined;

/** Checks a document against the schema. `checkReferences` checks references between its parts. */
export function checkDocument(written: unknown, interpolatedPaths: ReadonlySet<string>): CheckedDocument {
  const parsed = configDocument.safeParse(written, { error: schemaMessages });
  if (parsed.success) return { written, document: parsed.data, findings: [] };
  const { issues } = parsed.error;
  const invalidPaths = issues.map(({ path }) => path.filter((segment) => typeof segment !== 'symbol'));
  const isInterpolated = (path: ConfigPath) => interpolatedPaths.has(pathKey(path));
  const converted = convertInterpolated(written, invalidPaths, isInterpolated);
  // Terminates: each round converts at least one text.
  if (converted !== undefined) return checkDocument(converted, interpolatedPaths);
  description ??= describeSchema(configDocument);
  return { written, document: undefined, findings: schemaFindings(issues, written, description) };
}
