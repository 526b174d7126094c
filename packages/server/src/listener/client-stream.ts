import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

// A client sends almost nothing before the switch, and what it sends afterwards is passed on at once.
const readAheadBytes = 64 * 1024;

/**
 * The bytes that a client sends on a connection which Node's HTTP has released. Some are read ahead, even without a
 * consumer, because a connection that is not read does not report that its client left. Ends when the client has sent
 * everything; throws when the connection closes before. After the consumer has stopped, the rest is discarded.
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
