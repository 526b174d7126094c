import { pipeline } from 'node:stream';
import type { Duplex, Readable } from 'node:stream';

/** Hears what happens on a connection that has switched protocols. After `end` or `error`, calls mean nothing any more. */
export interface ConnectionListener {
  data(chunk: Buffer): void;
  end(): void;
  error(error: unknown): void;
}

/** Carries `upload` to the backend and tells `listener` what comes back. When the upload ends, so does the sending side. */
export function carry(connection: Duplex, upload: Readable | undefined, listener: ConnectionListener): void {
  connection
    .on('data', (chunk: Buffer) => listener.data(chunk))
    .once('end', () => listener.end())
    .on('error', (error) => listener.error(error))
    .once('close', () => listener.error(new Error('the connection was closed')));
  if (upload === undefined) return;
  pipeline(upload, connection, (error) => {
    if (error) listener.error(error);
  });
}
