import assert from 'node:assert/strict';
import { test } from 'node:test';

import { runLaneway } from './harness/laneway-command.ts';
import { temporaryFolder } from './harness/temporary-folder.ts';

const fiveMistakes = `lanes:
  - { name: gold }
  - { name: silver }
priority: { default: slver }
tiers:
  gold: { lane: gold, route: [ { capacity: ptu } ] }
endpoints:
  east-ptu:
    url: https://east.openai.azure.example
    labels: { capacity: ptu }
    slost: 40
  west-payg: { url: https://west.openai.azure.example, connector: { use: apmi } }
facades:
  chat:
    endpoints: [ east-ptu, west-pyag ]
queue: { fairness: token }
profiles: { use: file, options: { path: ./profiles.json } }
`;

const found = [
  ['laneway.yaml:4:22', 'priority.default', 'silver'],
  ['laneway.yaml:11:5', 'endpoints.east-ptu.slost', 'slots'],
  ['laneway.yaml:12:67', 'endpoints.west-payg.connector', 'apim'],
  ['laneway.yaml:15:28', 'facades.chat.endpoints.1', 'west-payg'],
  ['laneway.yaml:16:20', 'queue.fairness', 'tokens'],
] as const;

test('check reports every mistake of a config at once, with line, column and a suggestion', async (t) => {
  const cwd = temporaryFolder(t, { 'laneway.yaml': fiveMistakes, 'profiles.json': '[]' });
  const { code, stdout } = await runLaneway(t, ['check'], { cwd });
  assert.equal(code, 1);
  const lines = stdout.trimEnd().split('\n');
  assert.equal(lines.length, found.length, stdout);
  for (const [index, [place, path, suggestion]] of found.entries()) {
    const line = lines[index] ?? '';
    assert.ok(line.startsWith(`${place}  ${path}`), line);
    assert.ok(line.endsWith(`did you mean "${suggestion}"?`), line);
  }
});

test('check reports the same as JSON', async (t) => {
  const cwd = temporaryFolder(t, { 'laneway.yaml': fiveMistakes, 'profiles.json': '[]' });
  const { code, stdout } = await runLaneway(t, ['check', '--json'], { cwd });
  assert.equal(code, 1);
  const { ok, problems } = JSON.parse(stdout) as {
    ok: boolean;
    problems: { line: number; column: number; path: string }[];
  };
  assert.equal(ok, false);
  assert.deepEqual(
    problems.map(({ line, column, path }) => [`laneway.yaml:${line}:${column}`, path]),
    found.map(([place, path]) => [place, path]),
  );
});

test('a gateway does not start with a config that check refuses', async (t) => {
  const cwd = temporaryFolder(t, { 'laneway.yaml': fiveMistakes, 'profiles.json': '[]' });
  const { code, stdout, stderr } = await runLaneway(t, ['start'], { cwd });
  assert.deepEqual([code, stdout], [1, '']);
  for (const [place] of found) assert.ok(stderr.includes(place), `${place} in ${stderr}`);
});

test('without a config the gateway says where it looked and what to do', async (t) => {
  const cwd = temporaryFolder(t);
  const { code, stderr } = await runLaneway(t, ['start'], { cwd });
  assert.equal(code, 1);
  for (const clue of ['laneway.yaml', 'Host1', 'laneway init']) assert.ok(stderr.includes(clue), stderr);
});

test('a mistyped command or option is refused with a suggestion', async (t) => {
  const cwd = temporaryFolder(t);
  const command = await runLaneway(t, ['strat'], { cwd });
  assert.deepEqual([command.code, /Did you mean start\?/.test(command.stderr)], [2, true]);
  const option = await runLaneway(t, ['start', '--confg', 'x'], { cwd });
  assert.deepEqual([option.code, /Did you mean --config\?/.test(option.stderr)], [2, true]);
});
