import { join } from 'node:path';
import { root } from '../workspace.mjs';
import { plan } from './plan.mjs';
import { circles, crowdedFolders, upwardImports } from './violations.mjs';

/** Sentences on all that breaks `packages` (as in the plan) of the repository at `repository`; none if all is well. */
export function findViolations(repository, packages) {
  return packages.flatMap(({ folder, rooms, filesPerFolder = Infinity }) => {
    const path = join(repository, folder);
    return [
      ...circles(path),
      ...(rooms === undefined ? [] : upwardImports(path, rooms)),
      ...crowdedFolders(path, filesPerFolder),
    ].map((sentence) => `${folder}: ${sentence}.`);
  });
}

if (import.meta.main) {
  const violations = findViolations(process.argv[2] ?? root, plan);
  for (const violation of violations) console.error(violation);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
