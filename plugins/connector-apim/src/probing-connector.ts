import type { Connector } from '@laneway/contracts';

import { ProbeWatch } from './probe-watch.ts';
import type { ProbeDependencies, ProbeSettings } from './probe-watch.ts';
import { SuccessWindow } from './success-window.ts';

/** Adds probes to `connector`. The record of results is kept from one watch to the next. */
export function probingConnector(
  connector: Connector,
  settings: ProbeSettings,
  dependencies: ProbeDependencies,
): Connector {
  const record = new SuccessWindow(settings.window);
  const watches = new Set<ProbeWatch>();
  return {
    ...connector,
    probe(endpoint, sink) {
      const watch = new ProbeWatch({ endpoint, sink, record }, settings, dependencies);
      watches.add(watch);
      watch.start();
      return () => {
        watches.delete(watch);
        watch.stop();
      };
    },
    async close() {
      for (const watch of watches) watch.stop();
      await Promise.all([connector.close?.(), dependencies.pool.close()]);
    },
  };
}
