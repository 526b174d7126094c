import { byteSize, duration } from '@laneway/quantities';
import { z } from 'zod';

import { headerName } from './name.ts';
import { pluginUse } from './plugin-use.ts';

const otlp = z
  .strictObject({
    endpoint: z
      .url({ protocol: /^https?$/, error: 'This is not an http or https URL.' })
      .optional()
      .describe('Base URL of the collector. Left out: `OTEL_EXPORTER_OTLP_ENDPOINT`.')
      .meta({ title: 'URL' }),
    headers: z
      .record(z.string(), z.string())
      .optional()
      .describe('Headers of each export. Left out: `OTEL_EXPORTER_OTLP_HEADERS`.'),
    serviceName: z
      .string()
      .min(1)
      .optional()
      .describe('`service.name` of what is exported. Left out: `OTEL_SERVICE_NAME`, else `laneway`.'),
    interval: duration({ minMs: 1000 }).prefault('60s').describe('Time between two exports of metrics.'),
  })
  .optional()
  .describe('Export over OTLP/HTTP. `{}` uses the standard `OTEL_*` variables. Left out: no export.');

const log = z
  .strictObject({
    level: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
      .default('info')
      .describe('Least severe level that is logged.'),
    headers: z.array(headerName).prefault([]).describe('Request headers that are logged.'),
  })
  .prefault({})
  .describe('The log.');

const ledger = z
  .strictObject({
    path: z.string().min(1).meta({ title: 'file' }).describe('File to append to.'),
    rotate: byteSize({ min: 1024 }).prefault('64MiB').describe('Size at which a new file is begun.'),
  })
  .optional()
  .describe('A file with one line of JSON for each request. Left out: no ledger.');

const interval = z
  .strictObject({
    window: duration({ minMs: 1000 }).prefault('1h').describe('Length of a window of the interval report.'),
    history: z.int().min(1).max(10_000).default(24).describe('Windows that are kept.'),
  })
  .prefault({})
  .describe('The windows of the interval report.');

const ptuModel = z.strictObject({
  inputTpmPerPtu: z.number().positive().describe('Prompt tokens a minute that one PTU serves.'),
  outputWeight: z.number().positive().describe('Prompt tokens that count as much as one completion token.'),
  minimum: z.int().min(1).default(15).describe('PTUs of the smallest deployment.'),
  increment: z.int().min(1).default(5).describe('PTUs by which a deployment grows.'),
});

const size = z
  .strictObject({
    models: z
      .record(z.string(), ptuModel)
      .prefault({})
      .describe('Figures by model. They replace the public ones.'),
  })
  .prefault({})
  .describe('Figures for the estimate of provisioned throughput units (PTU).');

/** Metrics, log, ledger and exports. */
export const telemetry = z
  .strictObject({
    prometheus: z.boolean().default(true).describe('Serve `GET /metrics` at the admin listener.'),
    otlp,
    log,
    ledger,
    interval,
    profiles: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe('Number of profiles with the most tokens that each window of the report names.'),
    size,
    sinks: z.array(pluginUse('telemetry-sink')).prefault([]).describe('Plugins that get every event.'),
  })
  .prefault({})
  .describe('Metrics, log, ledger and exports.');
