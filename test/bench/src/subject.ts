import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process that is measured or takes part. */
export interface Subject {
  readonly child: ChildProcess;
  readonly url: string;
  /** Where operators ask, if it is a gateway. */
  readonly adminUrl: string | undefined;
}

/** Starts a file of this folder in a process of its own. Resolves when it listens. */
export async function subject(file: string, ...args: string[]): Promise<Subject> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: process.execArgv });
  const [message]: unknown[] = await once(child, 'message');
  const { port, adminPort } = message as { readonly port: number; readonly adminPort?: number };
  return { child, url: urlOf(port), adminUrl: adminPort === undefined ? undefined : urlOf(adminPort) };
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`;
}
