import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPluginHost, aTarget } from '@laneway/testkit';

import plugin from './index.ts';

test('the line feed at the end of a key from a file is removed', async () => {
  const options = await plugin.options['~standard'].validate({ key: 'secret\n' });
  assert.ok(options.issues === undefined);
  const source = await plugin.create(options.value, aPluginHost());
  assert.deepEqual((await source.get(aTarget())).headers, ['authorization', 'Bearer secret']);
});

for (const key of ['', ' ', 'two words', 'one\r\nX-Admin: yes', 'schlüssel']) {
  test(`${JSON.stringify(key)} is rejected as a key, and not quoted`, async () => {
    const { issues } = await plugin.options['~standard'].validate({ key });
    assert.equal(issues?.[0]?.message, 'must be visible ASCII without spaces');
  });
}

test('an unknown family is rejected', async () => {
  const { issues } = await plugin.options['~standard'].validate({ key: 'secret', family: 'anthropic' });
  assert.deepEqual(issues?.[0]?.path, ['family']);
});
