import { writeStateFile } from './state-file.ts';

// A process that says after each write which one it was, until it is killed.
const [path = ''] = process.argv.slice(2);
const now = '2026-01-02T03:04:05.678Z';
const stamps = { createdOn: now, updatedOn: now, deletedOn: undefined };
const bulk = 'x'.repeat(200_000);
for (let number = 1; ; number += 1) {
  const settings = { number, description: bulk };
  await writeStateFile(path, new Map([['chat', { name: 'chat', ...stamps, settings }]]));
  process.send?.(number);
}
