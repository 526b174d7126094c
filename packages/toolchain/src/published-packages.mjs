import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.mjs';

/** The packages of this repository that users install: `{ name, folder }`, the folder relative to the root. */
export function publishedPackages() {
  return ['packages', 'plugins']
    .flatMap(packagesIn)
    .filter(({ manifest }) => !manifest.private)
    .map(summary);
}

function packagesIn(group) {
  return readdirSync(join(root, group))
    .map((name) => `${group}/${name}`)
    .filter((folder) => existsSync(join(root, folder, 'package.json')))
    .map((folder) => ({
      folder,
      manifest: JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
    }));
}

function summary({ folder, manifest }) {
  return { name: manifest.name, folder };
}
