import type { Clock } from '@laneway/contracts';

type ShutdownSignal = 'SIGINT' | 'SIGTERM';

/** The source of signals: a process. */
export interface SignalSource {
  on(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown;
}

/** Reactions to the signals. */
export interface ShutdownSteps {
  /** At the first signal. */
  drain(signal: ShutdownSignal): void;
  /** At the second. */
  stop(): void;
}

// Ctrl-C reaches the whole process group, and npm forwards it to its child again.
const repeatMs = 100;

/** Drains at the first SIGTERM or SIGINT and stops at the second. The same signal again within 100 ms is ignored. */
export function onShutdownSignals(source: SignalSource, clock: Clock, steps: ShutdownSteps): void {
  let first: { readonly signal: ShutdownSignal; readonly atMs: number } | undefined;
  const receive = (signal: ShutdownSignal) => {
    const atMs = clock.nowMs();
    if (first === undefined) {
      first = { signal, atMs };
      return steps.drain(signal);
    }
    if (signal !== first.signal || atMs - first.atMs >= repeatMs) steps.stop();
  };
  source.on('SIGTERM', receive);
  source.on('SIGINT', receive);
}
