import { jsonAnswer } from '../listener/whole-answer.ts';
import { AdminRefusal } from './admin-refusal.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';

/** A config that can be reloaded. Methods reject with an `AdminRefusal` if the config is invalid. */
export interface Reconfigurable {
  /** Reads the config again and serves it. Resolves with what has changed, as plain data. */
  reload(): Promise<unknown>;
  /** What would change if the config were `text`, or, without it, if the file were read again. Changes nothing. */
  preview(text: string | undefined): Promise<unknown>;
}

/** Reloads the config, or answers what another config would change. */
export function reconfigRoute(config: Reconfigurable): AdminRoute {
  return {
    method: 'POST',
    path: '/reconfig',
    role: 'write',
    summary:
      'Reads the config again and serves it, unless something is wrong with it. Answers what has changed.',
    query: [
      {
        name: 'dryRun',
        summary: 'true: answers what would change, under the config in the body if there is one.',
      },
    ],
    body: { required: false, content: { 'application/yaml': {}, 'application/json': {} } },
    handle: async (call) =>
      jsonAnswer(await (isDryRun(call) ? config.preview(bodyOf(call)) : reload(call, config))),
  };
}

function isDryRun({ query }: AdminCall): boolean {
  const written = query.get('dryRun') ?? 'false';
  if (written === '' || written === 'true') return true;
  if (written === 'false') return false;
  throw new AdminRefusal('bad_request', 'dryRun is true or false.', [
    { path: 'dryRun', message: 'true or false' },
  ]);
}

function reload(call: AdminCall, config: Reconfigurable): Promise<unknown> {
  if (bodyOf(call) === undefined) return config.reload();
  throw new AdminRefusal(
    'bad_request',
    'A body is only looked at, with ?dryRun=true: what serves is in the config file.',
  );
}

function bodyOf(call: AdminCall): string | undefined {
  const text = call.text();
  return text.trim() === '' ? undefined : text;
}
