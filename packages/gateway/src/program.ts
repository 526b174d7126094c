import { Command, CommanderError } from 'commander';

import { check } from './commands/check.ts';
import { start } from './commands/start.ts';
import { version } from './version.ts';

/** The `laneway` command. Exit codes: 0, 1 (what was asked failed), 2 (usage). */
export function program(): Command {
  const laneway = new Command('laneway')
    .description('A gateway for LLM endpoints: priority lanes, balancing and failover behind one address')
    .version(version)
    .showHelpAfterError('(laneway --help lists the commands)')
    .showSuggestionAfterError()
    .exitOverride(exitWithUsage);
  laneway
    .command('start')
    .description('run the gateway')
    .option('-c, --config <file>', 'config file (default: laneway.yaml; without one, Host1..N of the environment)')
    .action(run(start));
  laneway
    .command('check')
    .description('validate a config offline: every problem with its place')
    .option('-c, --config <file>', 'config file (default: laneway.yaml)')
    .option('--json', 'problems as JSON')
    .action(run(check));
  return laneway;
}

/** Runs a command; the process exits with what it returns, unless that is `undefined`: then it goes on. */
function run<Options>(command: (options: Options) => Promise<number | undefined>): (options: Options) => Promise<void> {
  return async (options) => {
    process.exitCode = (await command(options)) ?? process.exitCode;
  };
}

function exitWithUsage(error: CommanderError): never {
  process.exit(error.exitCode === 0 ? 0 : 2);
}
