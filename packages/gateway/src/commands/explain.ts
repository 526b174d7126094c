import { styleText } from 'node:util';

import type { Decision } from '@laneway/core';

import { AdminClient } from '../admin/admin-client.ts';
import { CommandFailure } from '../process/command-failure.ts';
import type { AdminOptions } from '../admin/find-admin.ts';
import { findAdmin } from '../admin/find-admin.ts';
import { decisionText } from '../views/decision-text.ts';

export interface ExplainOptions extends AdminOptions {
  readonly json?: boolean;
}

/** `laneway explain`: prints the decision record of one request. */
export async function explain(
  requestId: string,
  { json = false, ...options }: ExplainOptions,
): Promise<number> {
  const address = findAdmin(options, { env: process.env, cwd: process.cwd() });
  const path = `/explain/${encodeURIComponent(requestId)}`;
  const decision = await new AdminClient(address).get<Decision>(path);
  if (decision === undefined) {
    throw new CommandFailure(
      `There is no request ${requestId} among the latest 1,000 that ${address.url} remembers.`,
    );
  }
  const text = json ? JSON.stringify(decision, undefined, 2) : decisionText(decision, styleText);
  process.stdout.write(`${text}\n`);
  return 0;
}
