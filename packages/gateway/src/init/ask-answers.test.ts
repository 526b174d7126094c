import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';

import { askAnswers } from './ask-answers.ts';
import type { InitAnswers } from './init-answers.ts';

test('typed answers are used', async () => {
  const { answers } = await answering(['https://a.example', 'https://b.example', 'entra']);
  assert.deepEqual(answers, { ptu: 'https://a.example', payg: 'https://b.example', credential: 'entra' });
});

test('an empty answer takes the default', async () => {
  const { answers, asked } = await answering(['', '', '']);
  assert.ok(asked.includes(`[${answers.ptu}]`));
  assert.equal(answers.credential, 'passthrough');
});

test('an invalid answer is asked for again', async () => {
  const { answers } = await answering([
    'east',
    'ftp://a.example',
    'http://a.example',
    '',
    'password',
    'api-key',
  ]);
  assert.deepEqual([answers.ptu, answers.credential], ['http://a.example', 'api-key']);
});

test('an option that is given is not asked for', async () => {
  const { asked } = await answering(['https://b.example'], { ptu: 'https://a.example', credential: 'entra' });
  assert.deepEqual(asked.match(/\?/g), ['?']);
});

test('quitting before the last answer writes nothing and says so', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asking = askAnswers({}, { input, output });
  input.end();
  await assert.rejects(asking, { name: 'CommandFailure', message: /^No file was written/ });
});

/** Answers one question after the other, each as soon as it is asked. */
async function answering(replies: readonly string[], given: Partial<InitAnswers> = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const left = [...replies];
  let asked = '';
  output.on('data', (text: Buffer) => {
    asked += text.toString();
    if (asked.endsWith('] ')) input.write(`${left.shift() ?? ''}\n`);
  });
  const answers = await askAnswers(given, { input, output });
  assert.deepEqual(left, []);
  return { answers, asked };
}
