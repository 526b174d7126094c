import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { isLanewayError } from '@laneway/contracts';
import type { Authenticator, HeaderPairs, LanewayError } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { frozen } from './frozen.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** An authenticator and two callers. */
export interface AuthenticatorSubject extends Subject<'authenticator'> {
  /** Headers of a caller whom it knows with the options given. */
  readonly accepted: HeaderPairs;
  /** Headers that use its scheme with a credential that is wrong. */
  readonly refused: HeaderPairs;
}

/** What every authenticator promises. */
export function authenticatorConformance(subject: AuthenticatorSubject): void {
  pluginConformance('authenticator', subject);
  registerPromises(subject, promises(subject));
}

const promises = ({ accepted, refused }: AuthenticatorSubject): Promises<'authenticator'> => ({
  'names the caller and how the caller proved it': async ({ instance }) => {
    const principal = await instance.authenticate(frozen([...accepted]));
    assert.ok(principal !== undefined, 'the accepted caller is not known');
    assert.notEqual(principal.id, '');
    assert.notEqual(principal.scheme, '');
  },

  'knows a caller among other headers, however the names are written': async ({ instance }) => {
    const principal = await instance.authenticate(accepted);
    const others = ['Host', 'example.invalid', 'Accept', '*/*'];
    assert.deepEqual(await instance.authenticate([...others, ...withNames(accepted, upper)]), principal);
    assert.deepEqual(await instance.authenticate([...withNames(accepted, lower), ...others]), principal);
  },

  'leaves a request alone that does not use its scheme': async ({ instance }) => {
    assert.equal(await instance.authenticate([]), undefined);
    assert.equal(await instance.authenticate(['Host', 'example.invalid', 'Accept', '*/*']), undefined);
  },

  'refuses a wrong credential with the code unauthenticated': async ({ instance }) => {
    const error = await refusal(instance, refused);
    assert.equal(error.code, 'unauthenticated');
  },

  'keeps the credential out of its refusal': async ({ instance }) => {
    const { message } = await refusal(instance, refused);
    for (const value of refused.filter((_, index) => index % 2 === 1)) {
      assert.ok(!message.includes(value.replace(/^\w+ /, '')), 'the refusal repeats what the caller sent');
    }
  },

  'has a challenge that can go on the wire': ({ instance }) => {
    const challenge = instance.challenge();
    validateHeaderValue('www-authenticate', challenge);
    // https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
    assert.match(challenge, /^[!#$%&'*+.^_`|~\w-]+( .+)?$/, 'a challenge begins with the name of a scheme');
  },
});

async function refusal(authenticator: Authenticator, headers: HeaderPairs): Promise<LanewayError> {
  try {
    await authenticator.authenticate(headers);
  } catch (error) {
    assert.ok(isLanewayError(error), 'a refusal is a LanewayError');
    return error;
  }
  throw new assert.AssertionError({ message: 'the wrong credential was not refused' });
}

function withNames(headers: HeaderPairs, write: (name: string) => string): HeaderPairs {
  return headers.map((text, index) => (index % 2 === 0 ? write(text) : text));
}

const upper = (text: string) => text.toUpperCase();
const lower = (text: string) => text.toLowerCase();
