import assert from 'node:assert/strict';
import { pluginProblem } from '@laneway/contracts';
import type { Plugin, PluginKind } from '@laneway/contracts';

import type { Subject } from './subject.ts';
import { readOptions } from './read-options.ts';
import { requiredMethods } from './required-methods.ts';
import { tryOut } from './trial.ts';

/** What every plugin promises, whatever its kind. The suites of the kinds begin with this one. */
export function pluginConformance<Kind extends PluginKind>(kind: Kind, subject: Subject<Kind>): void {
  const { test, plugin } = subject;
  test(`is a ${kind} made by definePlugin`, () => {
    assert.equal(pluginProblem(plugin), undefined);
    assert.equal(plugin.kind, kind);
    assert.ok(Object.isFrozen(plugin), 'the plugin can be changed: definePlugin would have frozen it');
  });
  test('refuses options it does not know', () => refusesUnknownOptions(subject));
  test('describes its options as JSON Schema, if its schema library can', () => describesOptions(subject));
  test('creates an instance with the methods of its kind', () =>
    tryOut(subject, ({ instance }) => {
      for (const method of requiredMethods[kind])
        assert.equal(typeof instance[method], 'function', String(method));
    }));
  test('creates a new instance for every use', () =>
    tryOut(subject, ({ instance }) => tryOut(subject, (other) => assert.notEqual(other.instance, instance))));
  test('may be closed more than once', () =>
    tryOut(subject, async ({ instance }) => {
      await instance.close?.();
      await instance.close?.();
    }));
  test('leaves no timer behind when it is closed', async () => {
    const clock = await tryOut(subject, (trial) => trial.clock);
    assert.equal(clock.pending, 0);
  });
}

async function refusesUnknownOptions<Kind extends PluginKind>(subject: Subject<Kind>): Promise<void> {
  await readOptions(subject);
  const options = { ...subject.options, 'no-such-option': true };
  const result = await subject.plugin.options['~standard'].validate(options);
  assert.ok(
    result.issues !== undefined,
    'an unknown option passes the schema, so a misspelt one would go unnoticed',
  );
}

// Editors complete and check a config with it; a schema that can't be written down breaks it for all plugins.
function describesOptions<Kind extends PluginKind>({ plugin }: Subject<Kind>): void {
  const standard: StandardProps & { readonly jsonSchema?: JsonSchemaSource } = plugin.options['~standard'];
  const schema = standard.jsonSchema?.input({ target: 'draft-2020-12' });
  assert.ok(schema === undefined || typeof schema === 'object');
}

type StandardProps = Plugin['options']['~standard'];

/** The part of Standard JSON Schema that matters here: https://standardschema.dev/json-schema */
interface JsonSchemaSource {
  input(options: { readonly target: 'draft-2020-12' }): unknown;
}
