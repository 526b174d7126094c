import { byteSize, duration } from '@laneway/quantities';
import { z } from 'zod';

/** Size and time limits of requests. */
export const limits = z
  .strictObject({
    body: byteSize().prefault('64MiB').describe('Largest request body.'),
    headers: byteSize({ min: 1024 }).prefault('32KiB').describe('Largest request head.'),
    headersTimeout: duration({ minMs: 1 })
      .prefault('15s')
      .describe('Time from the first byte of a request to the end of its head.'),
    bodyTimeout: duration({ minMs: 1 })
      .prefault('60s')
      .describe('Time from the end of the head to the end of the body.'),
    connections: z
      .int()
      .min(1)
      .default(10_000)
      .describe('Client connections; requests on further ones get 503 overloaded.'),
    bufferedBytes: byteSize({ min: 1 })
      .prefault('512MiB')
      .describe('Bytes of request bodies held in all; further requests with a body get 503 overloaded.'),
    writeStall: duration({ minMs: 1 })
      .prefault('5m')
      .describe('Time in which a client must take some of the answer that waits for it.'),
  })
  .prefault({})
  .describe('Size and time limits of requests.');
