import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a backend answers a request. */
export type Script = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A backend on loopback that answers every request by a script. */
export class LoopbackBackend implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port. */
  static async start(script: Script): Promise<LoopbackBackend> {
    const server = createServer((request, response) => {
      // Node adds no header that a test did not send.
      response.sendDate = false;
      void script(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A test that has timed out leaves its backend open, which must not keep the process alive.
    server.unref();
    return new LoopbackBackend(server);
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection and stops listening. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
