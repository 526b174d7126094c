import type { Socket } from 'node:net';
import { Readable } from 'node:stream';

// A client sends almost nothing before the switch, and what it sends afterwards is passed on at once.
const readAheadBytes = 64 * 1024;

/**
 * The bytes that a client sends on a connection which Node's HTTP has released. Some are read ahead, even without a
 * consumer, because a connection that is not read does not report that its client left. Ends when the client has sent
 * everything; throws when the connection closes before. After the consumer has stopped, the rest is discarded.
 *
 * `mayPause`: whether the client may be held back when the consumer is slow. If not, its connection is closed.
 */
export function clientStream(socket: Socket, mayPause: () => boolean): Readable {
  const stream = new Readable({ highWaterMark: readAheadBytes, read: () => void socket.resume() });
  socket
    .on('data', (chunk: Buffer) => {
      if (stream.destroyed || stream.push(chunk)) return;
      if (mayPause()) socket.pause();
      else socket.destroy();
    })
    .once('end', () => stream.push(null))
    .once('close', () => stream.destroy());
  return stream.once('close', () => socket.resume());
}
