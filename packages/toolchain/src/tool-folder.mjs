import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Refusal } from './refusal.mjs';
import { run } from './run.mjs';

/** The folder of fetched tools. A stamp, written last, shows that a fetch was complete. */
export class ToolFolder {
  #path;
  #env;

  /** `env` is what npm runs with; it also says where npm is. */
  constructor(path, env) {
    this.#path = path;
    this.#env = env;
    mkdirSync(path, { recursive: true });
  }

  holds(tool) {
    return this.#stamped().includes(spec(tool)) && existsSync(this.binFolder(tool));
  }

  packageFolder(tool) {
    return join(this.#path, 'node_modules', tool.package);
  }

  binFolder(tool) {
    return join(this.packageFolder(tool), tool.folder);
  }

  /** Fetches `tools` together; what the folder held before and is not among them is gone afterwards. */
  async fetch(tools) {
    refuseUnavailable(tools);
    const specs = tools.map(spec);
    console.log(`Fetching ${specs.join(' and ')} from the npm registry ...`);
    rmSync(this.#stampPath, { force: true });
    const [npm, ...npmArgs] = npmCommand(this.#env);
    const status = await run(npm, [...npmArgs, 'install', '--prefix', this.#path, ...fetchFlags, ...specs], {
      env: this.#env,
    });
    if (status !== 0) throw new Refusal(unreachable(specs));
    writeFileSync(this.#stampPath, JSON.stringify(specs));
  }

  #stamped() {
    return existsSync(this.#stampPath) ? JSON.parse(readFileSync(this.#stampPath, 'utf8')) : [];
  }

  get #stampPath() {
    return join(this.#path, 'stamp.json');
  }
}

const fetchFlags = [
  '--ignore-scripts',
  '--no-save',
  '--no-package-lock',
  '--no-audit',
  '--no-fund',
  '--loglevel=error',
];

function spec(tool) {
  return `${tool.package}@${tool.version}`;
}

function refuseUnavailable(tools) {
  const missing = tools.find((tool) => tool.package === undefined);
  if (missing === undefined) return;
  throw new Refusal(
    `The npm registry has no ${missing.command} for ${process.platform} ${process.arch} (or its C library).\n` +
      `Put Node >= 24 and pnpm 12 on the PATH and try again.`,
  );
}

// npm passes the path of its own script to its children. On Windows, `npm` itself is a batch file, which needs a shell.
function npmCommand(env) {
  const script = env.npm_execpath;
  return script !== undefined && basename(script) === 'npm-cli.js' ? [process.execPath, script] : ['npm'];
}

function unreachable(specs) {
  return (
    `Could not fetch ${specs.join(' and ')}.\n` +
    `The first run needs the npm registry (\`npm config get registry\` says which), and npm itself on the PATH.\n` +
    `With Node >= 24 and pnpm 12 on the PATH nothing is fetched here.`
  );
}
