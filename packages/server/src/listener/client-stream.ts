import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

// A client sends next to nothing before the switch, and what it sends afterwards goes on at once.
const readAheadBytes = 64 * 1024;

/**
 * What a client sends on a connection that Node's HTTP has let go of. Some of it is read on ahead, whether anybody wants
 * it or not, because a connection that isn't read from doesn't tell when its client leaves. Ends when the client has
 * sent everything; is cut short when the connection closes. Once nobody wants it any more, the rest is thrown away.
 */
export function clientStream(socket: Socket): Readable {
  const stream = new Readable({ highWaterMark: readAheadBytes, read: () => void socket.resume() });
  socket
    .on('data', (chunk: Buffer) => {
      if (!stream.destroyed && !stream.push(chunk)) socket.pause();
    })
    .once('end', () => stream.push(null))
    .once('close', () => stream.destroy());
  return stream.once('close', () => socket.resume());
}
