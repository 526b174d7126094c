import { backendOptions } from '@laneway/backend-client';
import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

export const apimOptions = backendOptions.extend({
  probe: z
    .string()
    .regex(/^\/[!-~]*$/, 'expected a path such as /status-0123456789abcdef')
    .optional()
    .describe(
      "Path to ask for, from the host's root; without it the endpoint is not probed and counts as healthy",
    ),
  interval: duration({ minMs: 1 }).prefault('15s').describe('From the end of one probe to the next'),
  timeout: duration({ minMs: 1 }).prefault('3s').describe('Longest wait for the whole answer to a probe'),
  successRate: percentage().prefault('80%').describe('Share of the last probes that must have succeeded'),
  window: z.int().min(1).max(1000).default(10).describe('How many of the last probes count'),
  jitter: percentage()
    .prefault('10%')
    .describe('By how much of itself the interval varies at random, so that gateways spread'),
});
