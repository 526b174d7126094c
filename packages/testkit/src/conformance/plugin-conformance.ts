import assert from 'node:assert/strict';
import { pluginProblem } from '@laneway/contracts';
import type { Plugin, PluginKind } from '@laneway/contracts';

import type { Subject } from './subject.ts';
import { readOptions } from './read-options.ts';
import { requiredMethods } from './required-methods.ts';
import { tryOut } from './trial.ts';

/** Registers the tests that a plugin of any kind passes. Every other suite includes them. */
export function pluginConformance<Kind extends PluginKind>(kind: Kind, subject: Subject<Kind>): void {
  const { test, plugin } = subject;
  test(`is a ${kind} made by definePlugin`, () => {
    assert.equal(pluginProblem(plugin), undefined);
    assert.equal(plugin.kind, kind);
    assert.ok(Object.isFrozen(plugin), 'The plugin is not frozen; definePlugin() freezes it.');
  });
  test('rejects options that its schema does not know', () => rejectsUnknownOptions(subject));
  test('describes its options as JSON Schema, if its schema library can', () => describesOptions(subject));
  test('creates an instance with the methods of its kind', () =>
    tryOut(subject, ({ instance }) => {
      for (const method of requiredMethods[kind])
        assert.equal(typeof instance[method], 'function', String(method));
    }));
  test('creates a new instance for every use', () =>
    tryOut(subject, ({ instance }) => tryOut(subject, (other) => assert.notEqual(other.instance, instance))));
  test('can be closed more than once', () =>
    tryOut(subject, async ({ instance }) => {
      await instance.close?.();
      await instance.close?.();
    }));
  test('leaves no timer behind when it is closed', async () => {
    const clock = await tryOut(subject, (trial) => trial.clock);
    assert.equal(clock.pending, 0);
  });
}

async function rejectsUnknownOptions<Kind extends PluginKind>(subject: Subject<Kind>): Promise<void> {
  await readOptions(subject);
  const options = { ...subject.options, 'no-such-option': true };
  const result = await subject.plugin.options['~standard'].validate(options);
  assert.ok(
    result.issues !== undefined,
    'The schema accepts an unknown option, so a misspelt one would go unnoticed.',
  );
}

// Editors complete and check configs with the JSON Schema of all plugins; one that throws breaks it for all.
function describesOptions<Kind extends PluginKind>({ plugin }: Subject<Kind>): void {
  const standard: StandardProps & { readonly jsonSchema?: JsonSchemaSource } = plugin.options['~standard'];
  const schema = standard.jsonSchema?.input({ target: 'draft-2020-12' });
  assert.ok(schema === undefined || typeof schema === 'object');
}

type StandardProps = Plugin['options']['~standard'];

/** The part of Standard JSON Schema that is used here: https://standardschema.dev/json-schema */
interface JsonSchemaSource {
  input(options: { readonly target: 'draft-2020-12' }): unknown;
}
