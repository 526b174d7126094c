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
  })
  .prefault({})
  .describe('Size and time limits of requests.');
