import type { ChildProcess } from 'node:child_process';

/** In the measured process: sends the ports that it listens on, then its CPU time whenever asked. */
export function answerCpuQuestions(port: number, adminPort?: number): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ port, adminPort });
}

/** CPU time that the process has used, in milliseconds. */
export function cpuMsOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.once('message', (message: { readonly cpuMs: number }) => resolve(message.cpuMs));
    child.send('cpu');
  });
}
