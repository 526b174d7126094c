import type { ConfigReport } from '@laneway/config';
import { formatProblems, watchConfig } from '@laneway/config';

import { explainFailure } from './explain-failure.ts';
import type { ConfigSearch } from './load-config.ts';
import { findConfig, interpretConfig } from './load-config.ts';
import { realClock } from './real-clock.ts';
import type { RunningGateway } from './running-gateway.ts';

/**
 * Reads the config file again whenever it, or a file that it refers to, has changed. A bad one is told to the log, and
 * the old one goes on serving. Returns a function that ends this.
 */
export function followConfig(
  running: RunningGateway,
  path: string,
  parts: { readonly search: ConfigSearch; readonly report: ConfigReport },
): () => void {
  let stop = () => {};
  const follow = (files: readonly string[]) => {
    stop = watchConfig([path, ...files], () => void reload(), { clock: realClock });
  };
  const reload = async () => {
    const files = await reread(running, parts.search);
    if (files === undefined) return;
    stop();
    follow(files);
  };
  follow(parts.report.files);
  return () => stop();
}

/** Resolves with the files that the new config refers to; `undefined` if the old one goes on serving. */
async function reread(running: RunningGateway, search: ConfigSearch): Promise<readonly string[] | undefined> {
  try {
    const result = await interpretConfig(findConfig(search), search);
    if (!result.ok) {
      running.log.error('the changed config is refused', {
        problems: formatProblems(result.problems).split('\n'),
      });
      return undefined;
    }
    const needRestart = await running.reconfigure(result.config);
    running.log.info('the changed config serves', { needRestart });
    return result.report.files;
  } catch (error) {
    running.log.error('the changed config is refused', { problems: [explainFailure(error)] });
    return undefined;
  }
}
