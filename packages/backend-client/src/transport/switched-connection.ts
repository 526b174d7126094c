import { pipeline } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';

/** Called for what happens on a connection that has switched protocols. Must ignore calls after `end` or `error`. */
export interface ConnectionListener {
  data(chunk: Buffer): void;
  end(): void;
  error(error: unknown): void;
}

/** Sends `upload` to the backend and passes what comes back to `listener`. The end of the upload half-closes the connection. */
export function exchangeBytes(
  connection: Duplex,
  upload: Readable | undefined,
  listener: ConnectionListener,
): void {
  connection
    .on('data', (chunk: Buffer) => listener.data(chunk))
    .once('end', () => listener.end())
    .on('error', (error) => listener.error(error))
    .once('close', () => listener.error(new Error('The connection was closed.')));
  if (upload === undefined) return;
  pipeline(upload, connection, (error) => {
    if (error) listener.error(error);
  });
}
