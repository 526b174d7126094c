import { Command, CommanderError } from 'commander';

import { explainFailure } from './process/command-failure.ts';
import { credentialKinds } from './init/init-answers.ts';
import { oneOf, seconds, wholeNumber } from './commands/option-values.ts';
import { version } from './process/version.ts';

/** Runs the `laneway` command. Resolves with its exit code: 0, 1 (what was asked failed) or 2 (usage). */
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

// Each is loaded when it is asked for: `--help` needn't wait for an engine.
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
    .showHelpAfterError('(--help lists what there is)')
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
        'default: laneway.yaml; without one, Host1..N or BACKEND_n_* of the environment',
      )
      .option('--port <number>', 'listen there, whatever the config says; 0 takes a free one', port)
      .option('--admin-port <number>', 'the same for operators', port)
      .action(async (options) => onEnd(await (await commands.start()).start(options))),
  (parent, onEnd) =>
    parent
      .command('check')
      .description('validate a config offline: every problem with its place')
      .option('-c, --config <file>', 'default: as for start')
      .option('--json', 'problems as JSON')
      .action(async (options) => onEnd(await (await commands.check()).check(options))),
  (parent, onEnd) =>
    parent
      .command('init')
      .description('write laneway.yaml and profiles.json; asks for what is not given if this is a terminal')
      .option('--ptu <url>', 'endpoint with provisioned throughput')
      .option('--payg <url>', 'endpoint that is paid by use')
      .option('--credential <kind>', credentialKinds.join(', '), oneOf(credentialKinds))
      .option(
        '--from <source>',
        'print the laneway.yaml that means the same as `env` or a file, and write nothing',
      )
      .option('--force', 'overwrite')
      .action(async (options) => onEnd(await (await commands.init()).init(options))),
  (parent, onEnd) =>
    parent
      .command('schema')
      .description(
        'JSON Schema of the config, for editors: with the options of the plugins that are installed',
      )
      .option('-c, --config <file>', 'its own plugins too; default: laneway.yaml, if there is one')
      .action(async (options) => onEnd(await (await commands.schema()).schema(options))),
  (parent, onEnd) =>
    adminOptions(parent.command('explain'))
      .description('why a recent request was queued, where it went and why not elsewhere')
      .argument('<request-id>', 'its x-request-id')
      .option('--json', 'the record as it is')
      .action(async (requestId: string, options) =>
        onEnd(await (await commands.explain()).explain(requestId, options)),
      ),
  (parent, onEnd) =>
    adminOptions(parent.command('top'))
      .description('live lanes, endpoints and tiers; a line each time if this is no terminal')
      .option('--interval <seconds>', 'between two looks', seconds, 1)
      .option('--once', 'one look')
      .action(async (options) => onEnd(await (await commands.top()).top(options))),
  (parent, onEnd) =>
    adminOptions(parent.command('size'))
      .description(
        'tokens and requests a minute that were asked for, by model, and the PTUs that would carry them',
      )
      .option('--json', 'the figures as JSON')
      .action(async (options) => onEnd(await (await commands.size()).size(options))),
  (parent, onEnd) =>
    parent
      .command('demo')
      .description('run a gateway in front of simulated PTU and pay-as-you-go hosts')
      .option('--port <number>', '0 takes a free one', port, 8787)
      .option('--admin-port <number>', '0 takes a free one', port, 9787)
      .option('--load <level>', 'traffic, 1 to 10; + and - change it in a terminal', load, 2)
      .action(async (options) => onEnd(await (await commands.demo()).demo(options))),
];

function adminOptions(command: Command): Command {
  return command
    .option('--admin <url>', 'admin listener; default: that of laneway.yaml, else http://127.0.0.1:9787')
    .option('--token <token>', 'its token; default: that of laneway.yaml, else LANEWAY_ADMIN_TOKEN')
    .option('-c, --config <file>', 'config that names the admin listener');
}

const port = wholeNumber(0, 65_535);
const load = wholeNumber(1, 10);
