import type { Connector } from '@laneway/contracts';

import { ProbeWatch } from './probe-watch.ts';
import type { ProbeParts, ProbeSettings } from './probe-watch.ts';
import { SuccessWindow } from './success-window.ts';

/** `connector`, which probes its endpoint too. The record of its probes outlives those who watch them. */
export function probingConnector(
  connector: Connector,
  settings: ProbeSettings,
  parts: ProbeParts,
): Connector {
  const record = new SuccessWindow(settings.window);
  const watches = new Set<ProbeWatch>();
  return {
    ...connector,
    probe(endpoint, sink) {
      const watch = new ProbeWatch({ endpoint, sink, record }, settings, parts);
      watches.add(watch);
      watch.start();
      return () => {
        watches.delete(watch);
        watch.stop();
      };
    },
    async close() {
      for (const watch of watches) watch.stop();
      await Promise.all([connector.close?.(), parts.pool.close()]);
    },
  };
}
