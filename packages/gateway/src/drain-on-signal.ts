import type { RunningGateway } from './running-gateway.ts';

/** The first SIGTERM or SIGINT drains and exits 0; a second one exits 1 at once. */
export function drainOnSignal(running: RunningGateway): void {
  let draining = false;
  const onSignal = (signal: NodeJS.Signals) => {
    if (draining) process.exit(1);
    draining = true;
    running.log.info('draining', { signal });
    void running.drain().then(() => process.exit(0));
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}
