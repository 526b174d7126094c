import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formParts } from './form-parts.ts';

test('a form is split into its parts, byte for byte', async () => {
  const form = new FormData();
  form.set('purpose', 'batch');
  form.set('file', new File([Buffer.from([0, 13, 10, 45, 45, 255])], 'a b.bin'));
  const encoded = new Response(form);
  const contentType = encoded.headers.get('content-type') ?? '';
  const parts = formParts(Buffer.from(await encoded.arrayBuffer()), contentType);
  assert.deepEqual(
    parts.map(({ name, filename, content }) => [name, filename, [...content]]),
    [
      ['purpose', undefined, [...Buffer.from('batch')]],
      ['file', 'a b.bin', [0, 13, 10, 45, 45, 255]],
    ],
  );
});

test('a body without a boundary in its content type has no parts', () => {
  assert.deepEqual(formParts(Buffer.from('x'), 'text/plain'), []);
});
