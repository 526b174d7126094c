import { createServer } from 'node:http';
import { Pool } from 'undici';

/** The least that a proxy can do: one request in, one out, chunks passed on as they come. All ratios are relative to it. */
export function bareForwarder(backendUrl: string): Promise<{ readonly port: number; close(): void }> {
  const pool = new Pool(backendUrl, { connections: 64, pipelining: 1 });
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
      pool.dispatch(
        { path: request.url ?? '/', method: 'POST', headers, body: Buffer.concat(chunks) },
        {
          onRequestStart: () => undefined,
          onResponseStart: (_controller, status, answered) => {
            const { connection: _hop, 'keep-alive': _hop2, 'transfer-encoding': _hop3, ...kept } = answered;
            response.writeHead(status, kept);
          },
          onResponseData: (_controller, chunk) => void response.write(chunk),
          onResponseEnd: () => void response.end(),
          onResponseError: () => void response.destroy(),
        },
      );
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
      resolve({ port: address.port, close: () => void server.close() });
    });
  });
}
