import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

const breaker = z
  .strictObject({
    failures: z.int().min(1).default(5).describe('Failures within the window that open the breaker.'),
    window: duration({ minMs: 1 }).prefault('60s').describe('Period in which failures are counted.'),
    open: duration({ minMs: 1 })
      .prefault('30s')
      .describe('Time for which an open breaker keeps requests away, before a trial request.'),
  })
  .prefault({})
  .describe('When an endpoint that fails gets no more requests.');

const status = z.int().min(300).max(599);
const range = z
  .string()
  .refine((text) => isRange(text), 'This is not a range of statuses such as 520-599, the lower one first.');

const statuses = z
  .array(z.union([status, range]).meta({ title: 'status or range' }))
  .transform((list) => [...new Set(list.flatMap((each) => (typeof each === 'number' ? each : allIn(each))))]);

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

function isRange(text: string): boolean {
  return /^[3-5]\d\d-[3-5]\d\d$/.test(text) && text.slice(0, 3) <= text.slice(4);
}

function allIn(text: string): number[] {
  const first = Number(text.slice(0, 3));
  return Array.from({ length: Number(text.slice(4)) - first + 1 }, (_, index) => first + index);
}
