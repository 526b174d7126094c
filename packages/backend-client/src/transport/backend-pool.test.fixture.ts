import type { TestContext } from 'node:test';

import { BackendPool } from './backend-pool.ts';
import type { BackendPoolOptions } from './backend-pool.ts';

/** A pool with long timeouts, closed after the test. */
export function aBackendPool(test: TestContext, options: Partial<BackendPoolOptions> = {}): BackendPool {
  const pool = new BackendPool({
    connectTimeoutMs: 30_000,
    idleTimeoutMs: 30_000,
    keepAliveMs: 30_000,
    connections: undefined,
    ca: undefined,
    verify: true,
    ...options,
  });
  // Not awaited: attempts that a test leaves open end when their backend closes, after this.
  test.after(() => void pool.close());
  return pool;
}
