import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a backend does with a request. */
export type Script = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A backend on loopback that does with each request what a test says, to the byte. */
export class LoopbackBackend implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Listens on a free port. */
  static async start(script: Script): Promise<LoopbackBackend> {
    const server = createServer((request, response) => {
      // No date, no keep-alive: what a test compares, it has sent.
      response.sendDate = false;
      void script(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // A test that ran out of patience leaves its backend behind, which must not keep the runner alive.
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
