import assert from 'node:assert/strict';
import type { PluginKind } from '@laneway/contracts';

import type { Subject } from './subject.ts';

/** The options of the subject after validation by its schema. Fails if the schema rejects them. */
export async function readOptions<Kind extends PluginKind>(subject: Subject<Kind>): Promise<unknown> {
  const { plugin, options = {} } = subject;
  const result = await plugin.options['~standard'].validate(options);
  assert.ok(
    result.issues === undefined,
    `The schema rejects the options of the suite: ${describe(result.issues)}`,
  );
  return result.value;
}

function describe(issues: readonly Issue[] = []): string {
  return issues.map(({ path = [], message }) => `${path.map(keyOf).join('.')}: ${message}`).join('; ');
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}
