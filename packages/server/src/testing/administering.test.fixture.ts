import type { TestContext } from 'node:test';

import { FakeClock, FakeLog } from '@laneway/testkit';

import { startAdmin } from '../admin.ts';
import type { AdminOptions } from '../admin.ts';
import { FakeGateway } from './fake-gateway.test.fixture.ts';
import { jsonOf, RawClient } from './raw-client.test.fixture.ts';
import type { RawResponse } from './raw-client.test.fixture.ts';

/** An admin listener, its gateway, and clients for it. */
export interface Admin {
  readonly gateway: FakeGateway;
  readonly log: FakeLog;
  readonly port: number;
  /** Sends a request line with a valid `Host`, then `lines`. */
  readonly ask: (requestLine: string, lines?: readonly string[], body?: string) => Promise<RawResponse>;
}

/** Starts an admin listener on a free loopback port until the test ends. */
export async function administering(context: TestContext, parts: Partial<AdminOptions> = {}): Promise<Admin> {
  const gateway = new FakeGateway();
  const log = new FakeLog();
  const listen = { host: '127.0.0.1', port: 0 };
  const admin = await startAdmin({
    gateway,
    clock: new FakeClock(),
    log,
    listen,
    token: undefined,
    ...parts,
  });
  context.after(() => admin.close());
  const ask: Admin['ask'] = async (requestLine, lines = [`host: 127.0.0.1:${admin.port}`], body = '') => {
    const head = [`${requestLine} HTTP/1.1`, ...lines, `content-length: ${body.length}`, 'connection: close'];
    const client = await RawClient.open(admin.port, `${head.join('\r\n')}\r\n\r\n${body}`);
    context.after(() => client.leave());
    return client.response(requestLine.split(' ')[0]);
  };
  return { gateway, log, port: admin.port, ask };
}

/** `error.code` of a refusal. */
export function codeOf(answer: RawResponse): string {
  return (jsonOf(answer) as { error: { code: string } }).error.code;
}
