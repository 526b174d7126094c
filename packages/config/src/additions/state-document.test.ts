import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { KeptFacade } from './state-document.ts';
import { parseState, renderState } from './state-document.ts';

const now = '2026-01-02T03:04:05.678Z';

function kept(name: string, deletedOn?: string): [string, KeptFacade] {
  return [name, { name, createdOn: now, updatedOn: now, deletedOn, settings: { endpoints: ['east'] } }];
}

test('a state that is written is read again, in the same order', () => {
  const state = new Map([kept('chat'), kept('audio', now)]);
  const reading = parseState(renderState(state), 'state.json');
  assert(reading.ok);
  assert.deepEqual([...reading.state], [...state]);
});

test('a damaged state file is refused as a whole, with its name', () => {
  const whole = renderState(new Map([kept('chat'), kept('audio')]));
  const damaged = [
    '',
    whole.slice(0, -10),
    whole.replace('"version": 1', '"version": 2'),
    whole.replace('"settings"', '"setings"'),
    whole.replace(now, 'yesterday'),
    whole.replace('"chat"', '"1chat"'),
    '[]',
    'null',
  ];
  for (const text of damaged) {
    const reading = parseState(text, '/var/lib/laneway.state.json');
    assert(!reading.ok, text);
    assert.equal(reading.problems[0]?.file, '/var/lib/laneway.state.json');
    assert.match(reading.problems[0]?.message ?? '', /^The state file is damaged/);
  }
});
