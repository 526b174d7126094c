import assert from 'node:assert/strict';
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { publishedPackages } from './published-packages.mjs';
import { root } from './workspace.mjs';

/** Every Markdown document of the repository, by its path. */
const documents = globSync(['*.md', '.github/*.md', '{packages,plugins,test}/**/*.md'], {
  cwd: root,
  exclude: (path) => /(^|[\\/])(node_modules|dist)$/.test(path),
});

test('every relative link in a document leads to something that exists', () => {
  const broken = documents.flatMap((document) =>
    linksIn(document)
      .filter((link) => !existsSync(join(root, dirname(document), link)))
      .map((link) => `${document}: ${link}`),
  );
  assert.deepEqual(broken, []);
});

function linksIn(document) {
  const links = readFileSync(join(root, document), 'utf8').matchAll(/\]\((?!\w+:|#)([^)#\s]+)(?:#[^)]*)?\)/g);
  return [...links].map(([, link]) => link);
}

test('every package, plugin and folder of tests says in a README what it is', () => {
  const folders = ['packages', 'plugins', 'test'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  );
  const silent = folders.filter(
    (folder) => existsSync(join(folder, 'package.json')) && !existsSync(join(folder, 'README.md')),
  );
  assert.deepEqual(
    silent.map((folder) => relative(root, folder)),
    [],
  );
});

test('every file that ARCHITECTURE.md names exists', () => {
  const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
  const targets = linksIn('ARCHITECTURE.md');
  const named = [...text.matchAll(/(?<![\w/(.-])[\w./-]+\.(?:ts|mjs|md|json|yml)(?![\w/)-])/g)].map(
    ([name]) => name,
  );
  assert.ok(named.length > 30, `only ${named.length} names were found`);
  const unknown = named.filter(
    (name) =>
      !existsSync(join(root, name)) &&
      !targets.some((target) => target === name || target.endsWith(`/${name}`)),
  );
  assert.deepEqual(unknown, []);
});

test('the README lists every package that users install', () => {
  const links = linksIn('README.md');
  const missing = publishedPackages().filter(({ folder }) => !links.includes(`${folder}/README.md`));
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  );
});
