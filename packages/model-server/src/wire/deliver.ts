import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Answer } from '../answers/answer.ts';
import type { Cutter } from './cutter.ts';

/** How an answer is sent: over which response, at which pace, in which cuts. */
export interface Delivery {
  readonly response: ServerResponse;
  readonly cutter: Cutter;
  /** Resolves once `tokens` tokens have been generated. `undefined` if they have been already. */
  readonly generated: (tokens: number) => Promise<void> | undefined;
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal;
  readonly onHead: (status: number) => void;
  readonly onBytes: (bytes: Buffer) => void;
}

/** `sent`: to the end, or until the server itself broke the connection. `gone`: the client left before. */
export type Sent = 'sent' | 'gone';

/** Sends an answer part by part as its tokens are generated. */
export async function deliver(answer: Answer, delivery: Delivery): Promise<Sent> {
  const { response, cutter, generated, gone } = delivery;
  await generated(answer.parts[0]?.tokens ?? 0);
  if (gone.aborted) return 'gone';
  writeHead(answer, delivery);
  for (const part of answer.parts) {
    const wait = generated(part.tokens);
    if (wait !== undefined) {
      await send(cutter.flush(), delivery);
      await wait;
    }
    await send(cutter.push(part.bytes), delivery);
    if (gone.aborted) return 'gone';
  }
  await send(cutter.flush(), delivery);
  return finish(answer, response, gone);
}

function writeHead(answer: Answer, { response, onHead }: Delivery): void {
  for (let sent = 0; sent < (answer.informational ?? 0); sent += 1) response.writeProcessing();
  if (answer.trailers !== undefined) response.setHeader('Trailer', Object.keys(answer.trailers).join(', '));
  response.writeHead(answer.status, { ...answer.headers });
  onHead(answer.status);
}

async function send(segments: readonly Buffer[], { response, gone, onBytes }: Delivery): Promise<void> {
  for (const [index, segment] of segments.entries()) {
    // Node joins writes of one turn of the event loop into one segment.
    if (index > 0) await nextTurn();
    if (gone.aborted) return;
    onBytes(segment);
    if (!response.write(segment)) await drained(response, gone);
  }
}

function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    response.once('drain', done);
    gone.addEventListener('abort', done, { once: true });
    if (gone.aborted) done();
  });
}

async function finish(answer: Answer, response: ServerResponse, gone: AbortSignal): Promise<Sent> {
  if (gone.aborted) return 'gone';
  if (answer.ending === undefined || answer.ending === 'complete') {
    if (answer.trailers !== undefined) response.addTrailers(answer.trailers);
    return end(response, gone);
  }
  response.flushHeaders();
  // The written bytes must be on the wire before the connection is destroyed.
  await nextTurn();
  if (answer.ending === 'reset') response.socket?.resetAndDestroy();
  else response.socket?.destroySoon();
  return 'sent';
}

function end(response: ServerResponse, gone: AbortSignal): Promise<Sent> {
  return new Promise((resolve) => {
    const leave = () => resolve('gone');
    gone.addEventListener('abort', leave, { once: true });
    response.end(() => {
      gone.removeEventListener('abort', leave);
      resolve('sent');
    });
  });
}
