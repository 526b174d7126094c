import { backendOptions } from '@laneway/backend-client';
import { duration, percentage } from '@laneway/quantities';
import { z } from 'zod';

export const apimOptions = backendOptions.extend({
  probe: z
    .string()
    .regex(/^\/[!-~]*$/, 'expected a path such as /status-0123456789abcdef')
    .optional()
    .describe(
      'Path of the probe, from the root of the host; without it the endpoint is not probed and counts as healthy',
    ),
  interval: duration({ minMs: 1 }).prefault('15s').describe('Pause between two probes'),
  timeout: duration({ minMs: 1 }).prefault('3s').describe('Longest wait for the complete answer to a probe'),
  successRate: percentage().prefault('80%').describe('Share of the last probes that must have succeeded'),
  window: z.int().min(1).max(1000).default(10).describe('Number of last probes that count'),
  jitter: percentage()
    .prefault('10%')
    .describe('Share by which the interval varies at random, so that probes of several gateways spread'),
});
