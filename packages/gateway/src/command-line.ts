import { Command, CommanderError } from 'commander';

import { explainFailure } from './process/command-failure.ts';
import { credentialKinds } from './init/init-answers.ts';
import { oneOf, seconds, wholeNumber } from './commands/option-values.ts';
import { version } from './process/version.ts';

/** Runs the `laneway` command. Resolves with its exit code: 0, 1 (the command failed) or 2 (wrong usage). */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  let exitCode = 0;
  const laneway = program((code) => {
    exitCode = code;
  });
  try {
    await laneway.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    process.stderr.write(`${explainFailure(error)}\n`);
    return 1;
  }
}

// Loaded on demand: `--help` does not need the engine.
const commands = {
  start: () => import('./commands/start.ts'),
  check: () => import('./commands/check.ts'),
  init: () => import('./commands/init.ts'),
  schema: () => import('./commands/schema.ts'),
  explain: () => import('./commands/explain.ts'),
  top: () => import('./commands/top.ts'),
  size: () => import('./commands/size.ts'),
  demo: () => import('./commands/demo.ts'),
};

type Register = (parent: Command, onEnd: (exitCode: number) => void) => void;

function program(onEnd: (exitCode: number) => void): Command {
  const laneway = new Command('laneway')
    .description('A gateway for LLM endpoints: priority lanes, balancing and failover behind one address')
    .version(version)
    .showHelpAfterError('(--help lists the commands and options)')
    .exitOverride();
  for (const register of registers) register(laneway, onEnd);
  return laneway;
}

const registers: readonly Register[] = [
  (parent, onEnd) =>
    parent
      .command('start')
      .description('run the gateway')
      .option(
        '-c, --config <file>',
        'config file; default: laneway.yaml, else Host1..N or BACKEND_n_* of the environment',
      )
      .option('--port <number>', 'port of the proxy instead of that in the config; 0: any free port', port)
      .option(
        '--admin-port <number>',
        'port of the admin listener instead of that in the config; 0: any free port',
        port,
      )
      .action(async (options) => onEnd(await (await commands.start()).start(options))),
  (parent, onEnd) =>
    parent
      .command('check')
      .description('validate a config offline; lists all problems with their places')
      .option('-c, --config <file>', 'config file; default: as for start')
      .option('--json', 'print problems and warnings as JSON')
      .action(async (options) => onEnd(await (await commands.check()).check(options))),
  (parent, onEnd) =>
    parent
      .command('init')
      .description(
        'write laneway.yaml and profiles.json; on a terminal, asks for the options that are not given',
      )
      .option('--ptu <url>', 'URL of the endpoint with provisioned throughput')
      .option('--payg <url>', 'URL of the endpoint that is billed by use')
      .option('--credential <kind>', credentialKinds.join(', '), oneOf(credentialKinds))
      .option(
        '--from <source>',
        'print the laneway.yaml that means the same as the environment (`env`) or a file; write nothing',
      )
      .option('--force', 'overwrite existing files')
      .action(async (options) => onEnd(await (await commands.init()).init(options))),
  (parent, onEnd) =>
    parent
      .command('schema')
      .description('print the JSON Schema of the config, for editors, with the options of installed plugins')
      .option(
        '-c, --config <file>',
        'config whose own plugins are included; default: laneway.yaml, if it exists',
      )
      .action(async (options) => onEnd(await (await commands.schema()).schema(options))),
  (parent, onEnd) =>
    adminOptions(parent.command('explain'))
      .description('show why a recent request waited, where it went and why not elsewhere')
      .argument('<request-id>', 'x-request-id of the request')
      .option('--json', 'print the decision record as JSON')
      .action(async (requestId: string, options) =>
        onEnd(await (await commands.explain()).explain(requestId, options)),
      ),
  (parent, onEnd) =>
    adminOptions(parent.command('top'))
      .description('show live lanes, endpoints and tiers; without a terminal, one line each time')
      .option('--interval <seconds>', 'seconds between updates', seconds, 1)
      .option('--once', 'show the state once')
      .action(async (options) => onEnd(await (await commands.top()).top(options))),
  (parent, onEnd) =>
    adminOptions(parent.command('size'))
      .description('show requested tokens and requests a minute by model, and the PTUs that they need')
      .option('--json', 'print the figures as JSON')
      .action(async (options) => onEnd(await (await commands.size()).size(options))),
  (parent, onEnd) =>
    parent
      .command('demo')
      .description('run a gateway in front of simulated PTU and pay-as-you-go hosts')
      .option('--port <number>', 'port of the proxy; 0: any free port', port, 8787)
      .option('--admin-port <number>', 'port of the admin listener; 0: any free port', port, 9787)
      .option('--load <level>', 'traffic, 1 to 10; on a terminal + and - change it', load, 2)
      .action(async (options) => onEnd(await (await commands.demo()).demo(options))),
];

function adminOptions(command: Command): Command {
  return command
    .option(
      '--admin <url>',
      'URL of the admin listener; default: that of laneway.yaml, else http://127.0.0.1:9787',
    )
    .option(
      '--token <token>',
      'token of the admin listener; default: that of laneway.yaml, else LANEWAY_ADMIN_TOKEN',
    )
    .option('-c, --config <file>', 'config file that names the admin listener');
}

const port = wholeNumber(0, 65_535);
const load = wholeNumber(1, 10);
