import assert from 'node:assert/strict';
import { validateHeaderValue } from 'node:http';
import { isLanewayError } from '@laneway/contracts';
import type { Authenticator, HeaderPairs, LanewayError } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { frozen, registerPromises } from './trial.ts';

/** An authenticator plugin and the headers of two callers. */
export interface AuthenticatorSubject extends Subject<'authenticator'> {
  /** Headers of a caller that it accepts with these options. */
  readonly accepted: HeaderPairs;
  /** Headers that use its scheme with a wrong credential. */
  readonly refused: HeaderPairs;
}

/** Registers the tests that every authenticator passes. */
export function authenticatorConformance(subject: AuthenticatorSubject): void {
  pluginConformance('authenticator', subject);
  registerPromises(subject, promises(subject));
}

const promises = ({ accepted, refused }: AuthenticatorSubject): Promises<'authenticator'> => ({
  'returns the id and the scheme of a caller that it accepts': async ({ instance }) => {
    const principal = await instance.authenticate(frozen([...accepted]));
    assert.ok(principal !== undefined, 'authenticate() returned undefined for the accepted caller.');
    assert.notEqual(principal.id, '');
    assert.notEqual(principal.scheme, '');
  },

  'finds the credential among other headers, in any case of their names': async ({ instance }) => {
    const principal = await instance.authenticate(accepted);
    const others = ['Host', 'example.invalid', 'Accept', '*/*'];
    assert.deepEqual(await instance.authenticate([...others, ...withNames(accepted, upper)]), principal);
    assert.deepEqual(await instance.authenticate([...withNames(accepted, lower), ...others]), principal);
  },

  'returns undefined for a request that does not use its scheme': async ({ instance }) => {
    assert.equal(await instance.authenticate([]), undefined);
    assert.equal(await instance.authenticate(['Host', 'example.invalid', 'Accept', '*/*']), undefined);
  },

  'rejects a wrong credential with the code unauthenticated': async ({ instance }) => {
    const error = await refusal(instance, refused);
    assert.equal(error.code, 'unauthenticated');
  },

  'keeps the credential out of the error message': async ({ instance }) => {
    const { message } = await refusal(instance, refused);
    for (const value of refused.filter((_, index) => index % 2 === 1)) {
      assert.ok(!message.includes(value.replace(/^\w+ /, '')), 'The error message repeats the credential.');
    }
  },

  'returns a challenge that is a valid WWW-Authenticate header': ({ instance }) => {
    const challenge = instance.challenge();
    validateHeaderValue('www-authenticate', challenge);
    // https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate
    assert.match(challenge, /^[!#$%&'*+.^_`|~\w-]+( .+)?$/, 'A challenge begins with the name of a scheme.');
  },
});

async function refusal(authenticator: Authenticator, headers: HeaderPairs): Promise<LanewayError> {
  try {
    await authenticator.authenticate(headers);
  } catch (error) {
    assert.ok(isLanewayError(error), 'The error is not a LanewayError.');
    return error;
  }
  throw new assert.AssertionError({ message: 'The wrong credential was accepted.' });
}

function withNames(headers: HeaderPairs, write: (name: string) => string): HeaderPairs {
  return headers.map((text, index) => (index % 2 === 0 ? write(text) : text));
}

const upper = (text: string) => text.toUpperCase();
const lower = (text: string) => text.toLowerCase();
