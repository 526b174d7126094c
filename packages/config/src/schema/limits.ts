import { byteSize, duration } from '@laneway/quantities';
import { z } from 'zod';

/** What a request may be like. */
export const limits = z
  .strictObject({
    body: byteSize().prefault('64MiB').describe('Largest request body'),
    headers: byteSize({ min: 1024 }).prefault('32KiB').describe('Largest request head'),
    headersTimeout: duration({ minMs: 1 })
      .prefault('15s')
      .describe('Until the head of a request is complete'),
    bodyTimeout: duration({ minMs: 1 }).prefault('60s').describe('From there to the end of its body'),
  })
  .prefault({})
  .describe('What a request may be like');
