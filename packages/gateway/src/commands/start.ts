import type { LanewayConfig } from '@laneway/config';
import { formatProblems } from '@laneway/config';

import { CommandFailure } from '../process/command-failure.ts';
import { interpretConfig } from '../config/interpret-config.ts';
import type { Ports } from '../config/load-config.ts';
import { findConfig } from '../config/load-config.ts';
import { realClock } from '../process/real-clock.ts';
import { RunningGateway } from '../running/running-gateway.ts';
import { onShutdownSignals } from '../process/shutdown-signals.ts';

export interface StartOptions extends Ports {
  readonly config?: string;
}

/** `laneway start`: runs the gateway until a signal has drained it. */
export async function start({ config: file, ...ports }: StartOptions): Promise<number> {
  const search = { file, env: process.env, cwd: process.cwd(), ports };
  const result = await interpretConfig(findConfig(search), search);
  if (!result.ok) throw new CommandFailure(`The config is refused:\n${formatProblems(result.problems)}`);
  const { warnings } = result.report;
  if (warnings.length > 0) process.stderr.write(`${formatProblems(warnings)}\n`);

  const running = await RunningGateway.open(result);
  const drained = drainOnSignal(running);
  process.on('SIGHUP', () => running.reloadOnSignal());
  running.follow();
  process.stdout.write(`${readyLine(running, result.config)}\n`);
  await drained;
  return 0;
}

function readyLine({ proxy, admin }: RunningGateway, config: LanewayConfig): string {
  const access = config.admin.token === undefined ? ' (no token: this machine only)' : '';
  return `laneway is ready: proxy ${proxy.url}, admin ${admin.url}${access}`;
}

/** Resolves when a signal has come and the gateway is drained. */
function drainOnSignal(running: RunningGateway): Promise<void> {
  return new Promise((resolve, reject) => {
    onShutdownSignals(process, realClock, {
      drain(signal) {
        running.log.info('draining', { signal });
        running.drain().then(resolve, reject);
      },
      stop: () => process.exit(1),
    });
  });
}
