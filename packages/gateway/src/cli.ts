#!/usr/bin/env node
const oldestNode = 24;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  process.stderr.write(`laneway needs Node ${oldestNode} or newer; this is ${process.version}\n`);
  process.exit(1);
}

// Imported after the check: an older Node fails at these imports with a useless message.
const { runCommandLine } = await import('./command-line.ts');
process.exit(await runCommandLine(process.argv.slice(2)));
