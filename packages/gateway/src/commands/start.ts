import { formatProblems } from '@laneway/config';

import { explainFailure } from '../explain-failure.ts';
import { findConfig, interpretConfig } from '../load-config.ts';
import { RunningGateway } from '../running-gateway.ts';
import { drainOnSignal } from '../drain-on-signal.ts';

/** `laneway start`: resolves when it listens; the process then lives until a signal. */
export async function start({ config: file }: { readonly config?: string }): Promise<number | undefined> {
  try {
    const result = await interpretConfig(findConfig(file, process.env, process.cwd()), process.env, process.cwd());
    if (!result.ok) {
      process.stderr.write(`${formatProblems(result.problems)}\n`);
      return 1;
    }
    if (result.report.warnings.length > 0) process.stderr.write(`${formatProblems(result.report.warnings)}\n`);
    const running = await RunningGateway.open(result.config);
    drainOnSignal(running);
    process.stdout.write(`laneway is ready: proxy ${running.proxy.url}, admin ${running.admin.url}\n`);
    return undefined;
  } catch (error) {
    process.stderr.write(`${explainFailure(error)}\n`);
    return 1;
  }
}
