import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { test } from 'node:test';

import { runLaneway } from './laneway-command.ts';
import type { ServedGateway } from './served-gateway.ts';
import { serve } from './served-gateway.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A config in the form of another gateway. */
interface DropIn {
  readonly env?: Readonly<Record<string, string>>;
  /** Content of an endpoint list; absent: the variables are the config. */
  readonly list?: object;
  /** Further variables of the environment, not part of the config. */
  readonly machine?: Readonly<Record<string, string>>;
  /** Files that the config refers to: text by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Starts a gateway with a config in the form of another gateway. */
export type ServeDropIn = (dropIn: DropIn) => Promise<ServedGateway>;

/** Registers a test twice: with the config of another gateway as it is, and as the `laneway.yaml` that `laneway init` makes of it. */
export function testDropIn(
  name: string,
  run: (t: TestContext, serveDropIn: ServeDropIn) => Promise<void>,
): void {
  test(name, (t) => run(t, (dropIn) => serveAsItIs(t, dropIn)));
  test(`${name}, translated`, (t) => run(t, (dropIn) => serveTranslated(t, dropIn)));
}

const listFile = 'endpoints.json';

function serveAsItIs(t: TestContext, dropIn: DropIn): Promise<ServedGateway> {
  const { list, env = {}, machine = {} } = dropIn;
  const folder = folderOf(t, dropIn);
  return serve(t, {
    folder,
    env: { ...env, ...machine },
    ...(list !== undefined && { configFile: listFile }),
  });
}

async function serveTranslated(t: TestContext, dropIn: DropIn): Promise<ServedGateway> {
  const { list, env = {}, machine = {} } = dropIn;
  const folder = folderOf(t, dropIn);
  const from = list === undefined ? 'env' : listFile;
  const { code, stdout, stderr } = await runLaneway(t, ['init', '--from', from], { cwd: folder, env });
  assert.equal(code, 0, stderr);
  writeFileSync(join(folder, 'laneway.yaml'), stdout);
  return serve(t, { folder, env: { ...secretsOf(stdout, dropIn), ...machine } });
}

function folderOf(t: TestContext, { list, files = {} }: DropIn): string {
  return temporaryFolder(t, { ...files, ...(list !== undefined && { [listFile]: JSON.stringify(list) }) });
}

/** The variables that the written file refers to: secrets. */
function secretsOf(yaml: string, { env = {}, list }: DropIn): Record<string, string> {
  const keys = new Map(Object.entries(env));
  for (const [index, { apikey }] of endpointsOf(list).entries())
    keys.set(`ENDPOINT_${index + 1}_KEY`, apikey);
  const wanted = Array.from(yaml.matchAll(/(?<!\$)\$\{(\w+)\}/g), ([, name = '']) => name);
  return Object.fromEntries(wanted.map((name) => [name, keys.get(name) ?? assert.fail(`what is ${name}?`)]));
}

function endpointsOf(list: object | undefined): readonly { readonly apikey: string }[] {
  return list === undefined ? [] : (list as { endpoints: { apikey: string }[] }).endpoints;
}
