import type { Clock } from '@laneway/contracts';

type ShutdownSignal = 'SIGINT' | 'SIGTERM';

/** Where signals come from: a process. */
export interface SignalSource {
  on(signal: ShutdownSignal, listener: (signal: ShutdownSignal) => void): unknown;
}

/** What is done about them. */
export interface ShutdownSteps {
  /** At the first signal. */
  drain(signal: ShutdownSignal): void;
  /** At the second. */
  stop(): void;
}

// Ctrl-C reaches a whole process group, and npm passes on to its child what the child has got already.
const echoMs = 100;

/** Drains at the first SIGTERM or SIGINT and stops at the second. The same signal within 100 ms is an echo of the first. */
export function onShutdownSignals(source: SignalSource, clock: Clock, steps: ShutdownSteps): void {
  let first: { readonly signal: ShutdownSignal; readonly atMs: number } | undefined;
  const receive = (signal: ShutdownSignal) => {
    const atMs = clock.nowMs();
    if (first === undefined) {
      first = { signal, atMs };
      return steps.drain(signal);
    }
    if (signal !== first.signal || atMs - first.atMs >= echoMs) steps.stop();
  };
  source.on('SIGTERM', receive);
  source.on('SIGINT', receive);
}
