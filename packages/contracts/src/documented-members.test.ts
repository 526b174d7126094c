import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { declaredIn } from './documented-members.test.fixture.ts';

const sources = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.ts') && !name.includes('.test.') && name !== 'index.ts')
  .map((name) => join(import.meta.dirname, name));

/** Names of what `source` declares, and of what it declares without a doc comment. */
function documentationOf(source: string) {
  const folder = mkdtempSync(join(tmpdir(), 'laneway-docs-'));
  try {
    const path = join(folder, 'contract.ts');
    writeFileSync(path, source);
    const declared = declaredIn(path);
    const undocumented = declared.filter(({ doc }) => doc === undefined);
    return { members: declared.map(({ name }) => name), undocumented: undocumented.map(({ name }) => name) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('every exported declaration, and every member of it, has a doc comment', () => {
  const declared = sources.flatMap(declaredIn);
  const members = declared.map(({ name }) => name);
  assert.deepEqual(
    declared.filter(({ doc }) => doc === undefined).map(({ name }) => name),
    [],
  );
  assert.ok(members.length > 250, `only ${members.length} members were found`);
  for (const known of [
    'Balancer.pick',
    'AttemptOutcome.throttled.final',
    'PluginHost.clock',
    'LanewayError.code',
  ])
    assert.ok(members.includes(known), known);
});

test('every duration and every clock time names its unit', () => {
  const times = sources.flatMap(declaredIn).filter(({ name }) => name.endsWith('Ms'));
  assert.ok(times.length > 20);
  for (const { name, doc } of times) assert.match(doc ?? '', /milliseconds/i, name);
});

test('a member without a doc comment is found, at any depth', () => {
  const { members, undocumented } = documentationOf(`
/** A lane. */
export interface Lane {
  /** Its name. */
  readonly name: string;
  readonly rank: number;
  next(): void;
  /** Its limits. */
  readonly limits: { readonly depth: number };
}`);
  assert.deepEqual(members, [
    'Lane',
    'Lane.name',
    'Lane.rank',
    'Lane.next',
    'Lane.limits',
    'Lane.limits.depth',
  ]);
  assert.deepEqual(undocumented, ['Lane.rank', 'Lane.next', 'Lane.limits.depth']);
});

test('the doc of a union member covers its tag and nothing else of it', () => {
  const { undocumented } = documentationOf(`
/** What came of it. */
export type Outcome =
  /** Fine. */
  | { readonly kind: 'success' }
  | { readonly kind: 'failed'; readonly status: number };`);
  assert.deepEqual(undocumented, ['Outcome.failed', 'Outcome.failed.status']);
});

test('an undocumented declaration is found; what is not exported, or private, needs no doc', () => {
  const { undocumented } = documentationOf(`
interface Hidden { name: string }
export type Shown = Hidden;
/** A class. */
export class Counter {
  #count = 0;
  total = 0;
}
export const limit = 3;
export function count(): number { return 1; }`);
  assert.deepEqual(undocumented, ['Shown', 'Counter.total', 'limit', 'count']);
});
