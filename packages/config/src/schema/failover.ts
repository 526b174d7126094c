import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

import { statuses } from './statuses.ts';

const breaker = z
  .strictObject({
    consecutive: z
      .int()
      .min(1)
      .optional()
      .describe('Failures in a row that open the breaker. 5 unless `failures` is set.'),
    rate: percentage()
      .optional()
      .describe(
        'Share of failures in the window above which the breaker opens. 50% unless `failures` is set.',
      ),
    samples: z.int().min(1).default(20).describe('Attempts in the window from which on `rate` counts.'),
    failures: z
      .int()
      .min(1)
      .optional()
      .describe('Failures in the window that open the breaker, whatever succeeded between them.'),
    window: duration({ minMs: 1 }).prefault('60s').describe('Period in which failures are counted.'),
    open: duration({ minMs: 1 })
      .prefault('30s')
      .describe('Time for which an open breaker keeps requests away, before a trial request.'),
  })
  .prefault({})
  .transform((given) => (given.failures === undefined ? { consecutive: 5, rate: 0.5, ...given } : given))
  .describe('When an endpoint that fails gets no more requests.');

/** What happens when an attempt fails. */
export const failover = z
  .strictObject({
    attempts: z
      .int()
      .min(1)
      .max(100)
      .default(3)
      .describe('Attempts of one request at all endpoints together.'),
    retries: z
      .int()
      .min(0)
      .max(10)
      .default(0)
      .describe('Further attempts at the same endpoint before the next one is tried.'),
    timeout: duration({ minMs: 1 })
      .prefault('120s')
      .describe('Time to the first byte of the answer to an attempt.'),
    on: statuses
      // 498: no capacity at Groq. 520 and above: proxies such as Cloudflare, and 529 for overload.
      .prefault([408, 424, 429, 498, 500, 502, 503, 504, '520-599'])
      .describe('Statuses, or ranges of them, after which the next endpoint is tried.'),
    budget: percentage()
      .prefault('20%')
      .describe('Retries may be at most this share of the recent requests.'),
    breaker,
  })
  .prefault({})
  .describe('What happens when an attempt fails.');
