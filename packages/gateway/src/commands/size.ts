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

/** `laneway size`: estimates the provisioned throughput that the traffic of a running gateway needs. */
export async function size({ json = false, ...options }: SizeOptions): Promise<number> {
  const address = findAdmin(options, { env: process.env, cwd: process.cwd() });
  const report = await new AdminClient(address).get<IntervalReport>('/metrics');
  if (report === undefined)
    throw new CommandFailure(
      `The gateway at ${address.url} has no metrics. Set telemetry.prometheus to true.`,
    );
  const traffic = trafficRates(report);
  const text = json
    ? JSON.stringify({ since: report.since, at: report.at, ...traffic, size: report.size }, undefined, 2)
    : sizeText(traffic, report.size, styleText);
  process.stdout.write(`${text}\n`);
  return 0;
}
