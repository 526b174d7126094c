import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

import { WebSocket, WebSocketServer } from 'ws';

/** A session as the backend sees it. */
export interface RealtimeSession {
  readonly socket: WebSocket;
  readonly handshake: IncomingMessage;
}

/** A WebSocket backend that accepts every session, or declines all of them. It is closed after the test. */
export class RealtimeBackend {
  readonly url: string;
  readonly sessions: RealtimeSession[] = [];
  /** Status with which handshakes are declined; absent: they are accepted. */
  refusal: number | undefined;
  readonly #server: WebSocketServer;

  private constructor(url: string, server: WebSocketServer) {
    this.url = url;
    this.#server = server;
    server.on('connection', (socket, handshake) => this.sessions.push({ socket, handshake }));
  }

  static async start(t: TestContext): Promise<RealtimeBackend> {
    const http = createServer();
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    const backend = new RealtimeBackend(`http://127.0.0.1:${port}`, sockets);
    http.on('upgrade', (request, socket, head) => {
      const { refusal } = backend;
      if (refusal === undefined)
        sockets.handleUpgrade(request, socket, head, (session) =>
          sockets.emit('connection', session, request),
        );
      else
        socket.end(`HTTP/1.1 ${refusal} No\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nno key`);
    });
    t.after(() => {
      for (const { socket } of backend.sessions) socket.terminate();
      http.close();
    });
    return backend;
  }

  /** Resolves with session number `index`, counted from 0, when it is open. */
  async session(index = 0): Promise<RealtimeSession> {
    for (;;) {
      const session = this.sessions[index];
      if (session !== undefined) return session;
      await once(this.#server, 'connection');
    }
  }
}

/** The next message, as text or as bytes. */
export async function nextMessage(socket: WebSocket): Promise<string | Buffer> {
  const [data, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];
  return isBinary ? data : data.toString();
}

/** Close code and reason that this side received. */
export async function closing(socket: WebSocket): Promise<[code: number, reason: string]> {
  const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
  return [code, reason.toString()];
}

/** A client that opens a session; it is closed after the test. */
export function aRealtimeClient(
  t: TestContext,
  proxyUrl: string,
  options: { readonly protocols?: string[]; readonly headers?: Readonly<Record<string, string>> } = {},
): WebSocket {
  const url = `${proxyUrl.replace('http', 'ws')}/openai/v1/realtime?model=gpt-realtime`;
  const socket = new WebSocket(url, options.protocols ?? [], { headers: { ...options.headers } });
  // Those who wait get the error; without the listener, closing after the test would be an uncaught error.
  socket.on('error', () => {});
  t.after(() => socket.terminate());
  return socket;
}
