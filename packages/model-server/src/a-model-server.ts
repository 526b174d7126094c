import { startModelServer } from './model-server.ts';
import type { ModelServer, ModelServerOptions } from './model-server.ts';

/** The part of a test context that is needed here. The context of `node:test` has it. */
export interface TestScope {
  after(fn: () => Promise<void>): void;
}

/** Starts a model server that is closed when the test ends. */
export async function aModelServer(test: TestScope, options: ModelServerOptions = {}): Promise<ModelServer> {
  const server = await startModelServer(options);
  test.after(() => server.close());
  return server;
}
