import assert from 'node:assert/strict';
import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aTarget } from '../builders/an-endpoint.ts';
import { assertHeaders, headerNames } from './assert-headers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** Registers the tests that every credential source passes. */
export function credentialConformance(subject: Subject<'credential'>): void {
  pluginConformance('credential', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'credential'> = {
  'returns valid headers': async ({ instance }) => {
    assertHeaders((await instance.get(aTarget())).headers);
  },

  'lists the headers that it replaces in lower case': async ({ instance }) => {
    const { replaces } = await instance.get(aTarget());
    assert.deepEqual(
      replaces,
      replaces.map((name) => name.toLowerCase()),
    );
  },

  "replaces the client's own copy of every header it sets": async ({ instance }) => {
    const { headers, replaces } = await instance.get(aTarget());
    for (const name of headerNames(headers))
      assert.ok(replaces.includes(name), `${name} would be sent twice.`);
  },

  'returns a value, not a promise, on the second call': async ({ instance }) => {
    await instance.get(aTarget());
    const again = instance.get(aTarget());
    assert.ok(!(again instanceof Promise), 'get() returned a promise, so every attempt would wait.');
  },

  'returns a credential again after one was invalidated': async ({ instance }) => {
    instance.invalidate(await instance.get(aTarget()));
    assertHeaders((await instance.get(aTarget())).headers);
  },

  'ignores the invalidation of a credential from elsewhere': async ({ instance }) => {
    const before = await instance.get(aTarget());
    instance.invalidate({ headers: ['Authorization', 'Bearer from-elsewhere'], replaces: ['authorization'] });
    assert.deepEqual(await instance.get(aTarget()), before);
  },

  'does not log its secret': async ({ instance, host }) => {
    const { headers } = await instance.get(aTarget());
    instance.invalidate(await instance.get(aTarget()));
    const lines = JSON.stringify(host.log.lines);
    for (const secret of headers.filter((_, index) => index % 2 === 1)) {
      assert.ok(!lines.includes(secret.replace(/^Bearer /, '')), 'The log contains the secret.');
    }
  },
};
