import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { parseSync } from 'oxc-parser';

/**
 * The imports between source files below `folder`, type imports included: `{ from, to, fromRoom, toRoom }`, paths relative
 * to `folder`. A room is a folder; a file directly in `folder` is a room of its own. Tests and their fixtures are left out.
 */
export function roomImports(folder) {
  return sourceFiles(folder).flatMap((from) =>
    relativeImports(folder, from).map((to) => ({ from, to, fromRoom: roomOf(from), toRoom: roomOf(to) })),
  );
}

/** Paths of the source files below `folder`, relative to it, with forward slashes and in order. Tests are left out. */
export function sourceFiles(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((path) => path.endsWith('.ts') && !/\.test\.(fixture\.)?ts$/.test(path))
    .map((path) => path.replaceAll(sep, '/'))
    .toSorted();
}

/** The room that a source file is in. */
export function roomOf(file) {
  const folder = dirname(file);
  return folder === '.' ? file : folder;
}

function relativeImports(folder, file) {
  const path = join(folder, file);
  return [...new Set(importedModules(path))]
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => relative(folder, resolve(dirname(path), specifier)).replaceAll(sep, '/'));
}

function importedModules(path) {
  const source = readFileSync(path, 'utf8');
  const { module, errors } = parseSync(path, source);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return [
    ...module.staticImports.map((each) => each.moduleRequest.value),
    ...module.staticExports.flatMap((each) =>
      each.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest }) => literal(source, moduleRequest)),
  ];
}

function literal(source, { start, end }) {
  return /^(['"`])([^$]*)\1$/.exec(source.slice(start, end))?.[2] ?? [];
}
