import { styleText } from 'node:util';

import type { IntervalReport } from '@laneway/telemetry';

import { AdminClient } from '../admin/admin-client.ts';
import { CommandFailure } from '../process/command-failure.ts';
import type { AdminOptions } from '../admin/find-admin.ts';
import { findAdmin } from '../admin/find-admin.ts';
import { sizeText } from '../views/size-text.ts';
import { trafficRates } from '../views/traffic-rates.ts';

export interface SizeOptions extends AdminOptions {
  readonly json?: boolean;
}

/** `laneway size`: what the traffic of a running gateway would take to provision. */
export async function size({ json = false, ...options }: SizeOptions): Promise<number> {
  const address = findAdmin(options, { env: process.env, cwd: process.cwd() });
  const report = await new AdminClient(address).get<IntervalReport>('/metrics');
  if (report === undefined)
    throw new CommandFailure(`${address.url} counts nothing: set telemetry.prometheus to true`);
  const traffic = trafficRates(report);
  const text = json
    ? JSON.stringify({ since: report.since, at: report.at, ...traffic, size: report.size }, undefined, 2)
    : sizeText(traffic, report.size, styleText);
  process.stdout.write(`${text}\n`);
  return 0;
}
