import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aPluginHost, aTarget } from '@laneway/testkit';

import plugin from './index.ts';

test('a key from a file loses the line feed at its end', async () => {
  const options = await plugin.options['~standard'].validate({ key: 'secret\n' });
  assert.ok(options.issues === undefined);
  const source = await plugin.create(options.value, aPluginHost());
  assert.deepEqual((await source.get(aTarget())).headers, ['authorization', 'Bearer secret']);
});

for (const key of ['', ' ', 'two words', 'one\r\nX-Admin: yes', 'schlüssel']) {
  test(`${JSON.stringify(key)} is refused as a key, and not repeated`, async () => {
    const { issues } = await plugin.options['~standard'].validate({ key });
    assert.equal(issues?.[0]?.message, 'must be visible ASCII without spaces');
  });
}

test('a family that does not exist is refused', async () => {
  const { issues } = await plugin.options['~standard'].validate({ key: 'secret', family: 'anthropic' });
  assert.deepEqual(issues?.[0]?.path, ['family']);
});
