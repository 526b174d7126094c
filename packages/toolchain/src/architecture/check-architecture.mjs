import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.mjs';
import { plan } from './plan.mjs';
import { circles, crowdedFolders, upwardImports } from './violations.mjs';

/** One sentence for each violation of the rules in the packages of the repository at `repository`. */
export function findViolations(repository, rulesOf) {
  return ['packages', 'plugins']
    .flatMap((group) => sourceFolders(repository, group))
    .flatMap((folder) => violationsIn(repository, folder, rulesOf[folder] ?? {}));
}

function sourceFolders(repository, group) {
  if (!existsSync(join(repository, group))) return [];
  return readdirSync(join(repository, group))
    .map((name) => `${group}/${name}/src`)
    .filter((folder) => existsSync(join(repository, folder)));
}

function violationsIn(repository, folder, rules) {
  const path = join(repository, folder);
  return [
    ...circles(path),
    ...(rules.rooms === undefined ? [] : upwardImports(path, rules.rooms)),
    ...crowdedFolders(path, rules.filesPerFolder ?? Infinity),
  ].map((sentence) => `${folder}: ${sentence}.`);
}

if (import.meta.main) {
  const violations = findViolations(process.argv[2] ?? root, plan);
  for (const violation of violations) console.error(violation);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
