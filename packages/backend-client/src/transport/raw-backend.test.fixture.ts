import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TestContext } from 'node:test';

/** A connection on the backend's side: the bytes received, and a socket to answer on. */
export class RawConnection {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  /** Resolves when the connection has closed. */
  readonly closed: Promise<void>;
  readonly #arrivals = new EventEmitter();

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve());
    });
    socket.on('error', () => {});
    socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#arrivals.emit('data');
    });
  }

  /** Waits until `text` was received, then returns and forgets everything received so far. */
  async take(text = '\r\n\r\n'): Promise<string> {
    while (!this.received.includes(text)) await once(this.#arrivals, 'data');
    const taken = this.received.toString('latin1');
    this.received = Buffer.alloc(0);
    return taken;
  }

  /** Answers 200 with a text body. */
  answer(body: string): void {
    this.socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }
}

/** A server on loopback on which the test writes every byte. Closed after the test. */
export class RawBackend {
  readonly connections: RawConnection[] = [];
  readonly #server: Server;
  #port = 0;
  readonly #arrivals = new EventEmitter();

  private constructor(server: Server, connectionEvent: string) {
    this.#server = server;
    server.on(connectionEvent, (socket: Socket) => {
      this.connections.push(new RawConnection(socket));
      this.#arrivals.emit('connection');
    });
  }

  static async listen(test: TestContext): Promise<RawBackend> {
    return this.#open(test, new RawBackend(createServer(), 'connection'));
  }

  static async listenTls(test: TestContext, identity: { key: Buffer; cert: Buffer }): Promise<RawBackend> {
    return this.#open(test, new RawBackend(createTlsServer(identity), 'secureConnection'));
  }

  static async #open(test: TestContext, backend: RawBackend): Promise<RawBackend> {
    test.after(() => {
      backend.#server.close();
      for (const { socket } of backend.connections) socket.destroy();
    });
    backend.#server.listen(0, '127.0.0.1');
    await once(backend.#server, 'listening');
    backend.#port = (backend.#server.address() as AddressInfo).port;
    return backend;
  }

  /** `host:port`. */
  get authority(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Connections that are still open. */
  get open(): number {
    return this.connections.filter(({ socket }) => !socket.destroyed).length;
  }

  /** Resolves with the connection number `index`, counted from 0, when it has been made. */
  async connection(index = 0): Promise<RawConnection> {
    for (;;) {
      const connection = this.connections[index];
      if (connection !== undefined) return connection;
      await once(this.#arrivals, 'connection');
    }
  }

  /** Stops accepting connections. */
  refuse(): void {
    this.#server.close();
  }
}
