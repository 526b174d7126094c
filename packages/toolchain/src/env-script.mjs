/** A POSIX shell script that puts the workspace's tools on the PATH of the shell that sources it. */
export function envScript({ folders, nodeHome }) {
  const lines = [
    `export PATH=${[...folders.map(quoted), '"$PATH"'].join(':')}`,
    'export TURBO_TELEMETRY_DISABLED=1',
  ];
  if (nodeHome !== undefined) lines.push(`export npm_config_nodedir=${quoted(nodeHome)}`);
  return `${lines.join('\n')}\n`;
}

function quoted(text) {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
