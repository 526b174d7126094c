import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { parseConfig } from './parse-config.ts';
import { formatProblems } from './findings/problem.ts';
import { readYaml } from './reading/read-yaml.ts';
import { redact } from './secrets/redact.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const example = /```yaml\n(.*?)```/s.exec(readme)?.[1] ?? '';

/** The document once for each of its values, with `stranger` in its place. */
function* withEachReplaced(value: unknown, stranger: string): Generator {
  if (typeof value !== 'object' || value === null) {
    yield stranger;
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const replaced of withEachReplaced(item, stranger)) yield value.with(index, replaced);
    }
  } else {
    for (const [name, item] of Object.entries(value)) {
      for (const replaced of withEachReplaced(item, stranger)) yield { ...value, [name]: replaced };
    }
  }
}

for (const secret of [
  'correct-horse-battery-staple',
  'https://correct-horse.example/',
  '/correct-horse/x',
  'correct-horse 30s',
]) {
  test(`the interpolated secret ${JSON.stringify(secret)} is never shown, in any place of a config`, () => {
    let places = 0;
    for (const document of withEachReplaced(readYaml(example, 'x').value, '${S}')) {
      const result = parseConfig(JSON.stringify(document), { path: 'laneway.yaml', env: { S: secret } });
      const printed = formatProblems([...(result.ok ? [] : result.problems), ...result.report.warnings]);
      const shown = result.ok ? JSON.stringify(redact(result.config)) : '';
      assert(
        !`${printed}${shown}`.includes('correct-horse'),
        `${JSON.stringify(document)}\n${printed}${shown}`,
      );
      places += 1;
    }
    assert(places > 60);
  });
}
