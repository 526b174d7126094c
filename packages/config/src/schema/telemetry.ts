import { byteSize, duration } from '@laneway/quantities';
import { z } from 'zod';

import { headerName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

const otlp = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/, error: 'not an http or https URL' })
      .optional()
      .describe('Base URL of the collector; else OTEL_EXPORTER_OTLP_ENDPOINT'),
    headers: z.record(z.string(), z.string()).optional().describe('Else OTEL_EXPORTER_OTLP_HEADERS'),
    serviceName: z.string().min(1).optional().describe('Else OTEL_SERVICE_NAME, else laneway'),
    interval: duration({ minMs: 1000 }).prefault('60s').describe('Between two exports of metrics'),
  })
  .optional()
  .describe('Export over OTLP/HTTP; {} goes by the standard OTEL_* variables');

const log = z
  .strictObject({
    level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
    headers: z.array(headerName).prefault([]).describe('Request headers that are logged'),
  })
  .prefault({})
  .describe('What is logged');

const ledger = z
  .strictObject({
    path: z.string().min(1),
    rotate: byteSize({ min: 1024 }).prefault('64MiB').describe('Size at which a new file is begun'),
  })
  .optional()
  .describe('A file with one line of JSON for each exchange');

const interval = z
  .strictObject({
    window: duration({ minMs: 1000 }).prefault('1h'),
    history: z.int().min(1).max(10_000).default(24).describe('Windows that are kept'),
  })
  .prefault({})
  .describe('The windows of the interval report');

const ptuModel = z.strictObject({
  inputTpmPerPtu: z.number().positive().describe('Prompt tokens a minute that one PTU carries'),
  outputWeight: z.number().positive().describe('Prompt tokens that one completion token weighs as much as'),
  minimum: z.int().min(1).default(15).describe('Smallest deployment, in PTUs'),
  increment: z.int().min(1).default(5).describe('PTUs by which a deployment grows'),
});

const size = z
  .strictObject({
    models: z.record(z.string(), ptuModel).prefault({}).describe('These win over the public figures'),
  })
  .prefault({})
  .describe('What the estimate of provisioned throughput goes by');

/** Who is told what happens. */
export const telemetry = z
  .strictObject({
    prometheus: z.boolean().default(true).describe('GET /metrics of the admin listener'),
    otlp,
    log,
    ledger,
    interval,
    profiles: z.int().min(0).max(1000).default(0).describe('Busiest profiles that each window names'),
    size,
    sinks: z.array(pluginUse('telemetry-sink')).prefault([]).describe('Plugins that are told every event'),
  })
  .prefault({})
  .describe('Who is told what happens');
