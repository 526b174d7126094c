import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

const breaker = z
  .strictObject({
    failures: z.int().min(1).default(5).describe('Failures within the window that open it'),
    window: duration({ minMs: 1 }).prefault('60s'),
    open: duration({ minMs: 1 })
      .prefault('30s')
      .describe('How long an endpoint is left alone before a trial'),
  })
  .prefault({})
  .describe('When an endpoint is left alone');

/** What happens when an attempt fails. */
export const failover = z
  .strictObject({
    attempts: z.int().min(1).max(100).default(3).describe('Attempts in all'),
    retries: z.int().min(0).max(10).default(0).describe('Tries at the same endpoint before the next'),
    timeout: duration({ minMs: 1 }).prefault('120s').describe('To the first byte of an attempt'),
    on: z
      .array(z.int().min(300).max(599))
      .default([408, 429, 500, 502, 503, 504])
      .describe('Statuses that move on'),
    budget: percentage().prefault('20%').describe('Retries may be at most this share of recent requests'),
    breaker,
  })
  .prefault({})
  .describe('What happens when an attempt fails');
