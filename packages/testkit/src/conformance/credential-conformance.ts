import assert from 'node:assert/strict';
import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aTarget } from '../builders/an-endpoint.ts';
import { assertHeaders, headerNames } from './assert-headers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** What every credential source promises. */
export function credentialConformance(subject: Subject<'credential'>): void {
  pluginConformance('credential', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'credential'> = {
  'gives headers that can go on the wire': async ({ instance }) => {
    assertHeaders((await instance.get(aTarget())).headers);
  },

  'names what it replaces in lower case': async ({ instance }) => {
    const { replaces } = await instance.get(aTarget());
    assert.deepEqual(
      replaces,
      replaces.map((name) => name.toLowerCase()),
    );
  },

  "replaces the client's own copy of every header it sets": async ({ instance }) => {
    const { headers, replaces } = await instance.get(aTarget());
    for (const name of headerNames(headers))
      assert.ok(replaces.includes(name), `${name} would be sent twice`);
  },

  'gives a value, not a promise, when it is asked again': async ({ instance }) => {
    await instance.get(aTarget());
    const again = instance.get(aTarget());
    assert.ok(!(again instanceof Promise), 'every attempt would wait for a promise');
  },

  'gives a credential again after one was invalidated': async ({ instance }) => {
    instance.invalidate(await instance.get(aTarget()));
    assertHeaders((await instance.get(aTarget())).headers);
  },

  'ignores the invalidation of a credential that it did not give': async ({ instance }) => {
    const before = await instance.get(aTarget());
    instance.invalidate({ headers: ['Authorization', 'Bearer somebody-else'], replaces: ['authorization'] });
    assert.deepEqual(await instance.get(aTarget()), before);
  },

  'logs nothing of its secret': async ({ instance, host }) => {
    const { headers } = await instance.get(aTarget());
    instance.invalidate(await instance.get(aTarget()));
    const lines = JSON.stringify(host.log.lines);
    for (const secret of headers.filter((_, index) => index % 2 === 1)) {
      assert.ok(!lines.includes(secret.replace(/^Bearer /, '')), 'the secret is in the log');
    }
  },
};
