import { backendConnector } from '@laneway/backend-client';
import type { Connector } from '@laneway/contracts';

import { ProbeWatch } from './probe-watch.ts';
import type { ProbeParts, ProbeSettings } from './probe-watch.ts';

/** A connector that probes its endpoint, if it is told how. */
export function apimConnector(settings: ProbeSettings | undefined, parts: ProbeParts): Connector {
  const connector = backendConnector(parts.pool, parts.clock);
  if (settings === undefined) return connector;
  const watches = new Set<ProbeWatch>();
  return {
    ...connector,
    probe(endpoint, sink) {
      const watch = new ProbeWatch(endpoint, sink, settings, parts);
      watches.add(watch);
      watch.start();
      return () => {
        watches.delete(watch);
        watch.stop();
      };
    },
    close() {
      for (const watch of watches) watch.stop();
      return parts.pool.close();
    },
  };
}
