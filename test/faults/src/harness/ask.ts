import { request as httpRequest } from 'node:http';

/** An answer as received: not decompressed, redirects not followed. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
  /** False if the connection broke before the end. */
  readonly complete: boolean;
}

/** The request. */
export interface Question {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with its length, as JSON unless it is bytes. Absent: a request without body. */
  readonly body?: Uint8Array | object;
}

/** Sends a request on a connection of its own. Resolves when the answer has ended, complete or not. Rejects if none came. */
export function ask(baseUrl: string, question: Question): Promise<WireAnswer> {
  const { body, path, headers = {} } = question;
  const bytes = body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
  const request = httpRequest(`${baseUrl}${path}`, {
    agent: false,
    method: question.method ?? (bytes === undefined ? 'GET' : 'POST'),
    headers: {
      ...(bytes === body ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...(bytes === undefined ? {} : { 'content-length': bytes.length }),
    },
  });
  request.once('error', reject);
  request.once('response', (message) => {
    const chunks: Buffer[] = [];
    message.on('data', (chunk: Buffer) => chunks.push(chunk));
    // The `close` event that follows decides.
    message.once('error', () => undefined);
    message.once('close', () =>
      resolve({
        status: message.statusCode ?? 0,
        headers: message.headers,
        body: Buffer.concat(chunks),
        complete: message.complete,
      }),
    );
  });
  request.end(bytes);
  return promise;
}
