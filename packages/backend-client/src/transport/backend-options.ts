import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { duration } from '@laneway/quantities';
import { z } from 'zod';

import { BackendPool } from './backend-pool.ts';

const wait = duration({ minMs: 1 });

/** Options that every connector over `BackendPool` takes; connectors extend it with their own. */
export const backendOptions = z.strictObject({
  connectTimeout: wait.prefault('10s').describe('Longest wait for a connection, TLS included'),
  idleTimeout: wait.prefault('5m').describe('Longest pause between two reads of a response body'),
  connections: z
    .int()
    .min(1)
    .optional()
    .describe('Most connections at the same time; by default as many as the endpoint has slots'),
  keepAlive: wait
    .prefault('30s')
    .describe('How long an idle connection is kept unless the backend names a time'),
  tls: z
    .strictObject({
      ca: z
        .string()
        .min(1)
        .optional()
        .describe("PEM file or text: certificates to trust instead of the system's"),
      verify: z.boolean().default(true).describe("Whether the backend's certificate is checked"),
    })
    .prefault({}),
});

export type BackendOptions = z.output<typeof backendOptions>;

/** Opens the pool that `options` describe. A path in `tls.ca` is relative to `baseDir`; rejects if that file can't be read. */
export async function openBackendPool(options: BackendOptions, baseDir: string): Promise<BackendPool> {
  return new BackendPool({
    connectTimeoutMs: options.connectTimeout,
    idleTimeoutMs: options.idleTimeout,
    keepAliveMs: options.keepAlive,
    connections: options.connections,
    ca: await pemText(options.tls.ca, baseDir),
    verify: options.tls.verify,
  });
}

/** Absolute paths of the files that `options` name, for a plugin to declare as its `files`. */
export function backendFiles(
  { tls: { ca } }: BackendOptions,
  { baseDir }: { readonly baseDir: string },
): readonly string[] {
  return ca === undefined || isPem(ca) ? [] : [resolve(baseDir, ca)];
}

async function pemText(ca: string | undefined, baseDir: string): Promise<string | undefined> {
  if (ca === undefined || isPem(ca)) return ca;
  return readFile(resolve(baseDir, ca), 'utf8');
}

function isPem(ca: string): boolean {
  return ca.includes('-----BEGIN ');
}
