import { AdminClient } from '../admin/admin-client.ts';
import type { AdminOptions } from '../admin/find-admin.ts';
import { findAdmin } from '../admin/find-admin.ts';
import { watchGateway } from '../views/watch-gateway.ts';

export interface TopOptions extends AdminOptions {
  /** Seconds. */
  readonly interval: number;
  readonly once?: boolean;
}

/** `laneway top`: shows a running gateway until Ctrl-C, or once. */
export async function top({ interval, once = false, ...options }: TopOptions): Promise<number> {
  const address = findAdmin(options, { env: process.env, cwd: process.cwd() });
  const quitting = new AbortController();
  process.once('SIGINT', () => quitting.abort());
  await watchGateway(new AdminClient(address), {
    screen: process.stdout,
    title: address.url,
    intervalMs: interval * 1000,
    looks: once ? 1 : Infinity,
    signal: quitting.signal,
  });
  return 0;
}
