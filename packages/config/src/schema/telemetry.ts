import { z } from 'zod';

import { headerName } from './name.ts';
import { pluginUse } from './plugin-use.ts';
import { byteSize, duration } from './quantity-field.ts';

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

/** Who is told what happens. */
export const telemetry = z
  .strictObject({
    prometheus: z.boolean().default(true).describe('GET /metrics of the admin listener'),
    otlp,
    log,
    ledger,
    interval,
    sinks: z.array(pluginUse('telemetry-sink')).prefault([]).describe('Plugins that are told every event'),
  })
  .prefault({})
  .describe('Who is told what happens');
