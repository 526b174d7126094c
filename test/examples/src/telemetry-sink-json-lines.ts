import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

/** Appends a line of JSON to a file for every exchange that has ended. */
export default definePlugin({
  kind: 'telemetry-sink',
  name: 'json-lines',
  contract: 1,
  options: z.strictObject({ path: z.string().min(1) }),
  create: ({ path }, { baseDir, log }) => {
    const file = createWriteStream(resolve(baseDir, path), { flags: 'a' });
    file.on('error', (error) => log.error('The exchanges cannot be written.', { error: error.message }));
    const written = () => new Promise<void>((done) => file.write('', () => done()));
    return {
      record(event) {
        if (event.kind !== 'exchange-ended' || file.writableEnded) return;
        const { requestId, outcome, status, durationMs, usage } = event;
        file.write(`${JSON.stringify({ requestId, outcome, status, durationMs, usage })}\n`);
      },
      flush: async () => {
        if (!file.writableEnded && !file.destroyed) await written();
      },
      close: () => new Promise<void>((done) => file.end(() => done())),
    };
  },
});
