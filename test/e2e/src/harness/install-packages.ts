import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { runTool } from './run-tool.ts';

const packages = new URL('../../../../packages/', import.meta.url);

/** Folder of a package of this repository. */
export function packageFolder(name: string): string {
  return fileURLToPath(new URL(name, packages));
}

/** Folder of the only third-party package that the contracts depend on. */
export const standardSchema = packageFolder('contracts/node_modules/@standard-schema/spec');

/** Packs the packages in `sources` as they would be published and installs them in `folder`, without a registry. */
export async function installPackages(folder: string, sources: readonly string[]): Promise<void> {
  for (const source of sources) await runTool(source, 'pnpm', ['pack', '--pack-destination', folder]);
  const tarballs = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const quietly = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts'];
  await runTool(folder, 'npm', ['install', ...quietly, ...tarballs.map((name) => `./${name}`)]);
}
