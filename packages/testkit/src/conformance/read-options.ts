import assert from 'node:assert/strict';
import type { PluginKind } from '@laneway/contracts';

import type { Subject } from './subject.ts';

/** The subject's options as its schema leaves them; fails if the schema refuses them. */
export async function readOptions<Kind extends PluginKind>(subject: Subject<Kind>): Promise<unknown> {
  const { plugin, options = {} } = subject;
  const result = await plugin.options['~standard'].validate(options);
  assert.ok(
    result.issues === undefined,
    `the options given to the suite are refused: ${inWords(result.issues)}`,
  );
  return result.value;
}

function inWords(issues: readonly Issue[] = []): string {
  return issues.map(({ path = [], message }) => `${path.map(keyOf).join('.')}: ${message}`).join('; ');
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function keyOf(segment: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof segment === 'object' ? segment.key : segment);
}
