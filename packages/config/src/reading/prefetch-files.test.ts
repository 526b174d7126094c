import assert from 'node:assert/strict';
import { test } from 'node:test';

import { prefetchFiles } from './prefetch-files.ts';

test('a parser gets the contents of all files that it asks for, each read once', async () => {
  const reads: string[] = [];
  const read = async (path: string) => {
    reads.push(path);
    return Buffer.from(`<${path}>`);
  };
  const result = await prefetchFiles((readFile) => {
    const first = readFile('/a');
    return `${first} ${readFile(first === '<a>' ? '/b' : '/c')} ${readFile('/a')}`;
  }, read);
  assert.deepEqual([result, reads.toSorted()], ['</a> </c> </a>', ['/a', '/c']]);
});

test('a parser gets the error of a file that cannot be read', async () => {
  const error = new Error('it is gone');
  const parse = (readFile: (path: string) => string) => {
    try {
      return readFile('/a');
    } catch (caught) {
      return caught;
    }
  };
  assert.equal(await prefetchFiles<unknown>(parse, () => Promise.reject(error)), error);
});
