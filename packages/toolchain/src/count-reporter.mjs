import { appendFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/**
 * Reporter for `node --test`: prints what `spec` prints and appends one JSON line with the run's counts to the file
 * that `LANEWAY_TEST_COUNTS` names, if it names one. A cancelled test counts as failed.
 */
export default async function* countReporter(events) {
  yield* Readable.from(countedEvents(events)).compose(new spec());
}

async function* countedEvents(events) {
  for await (const event of events) {
    // One summary per file, and one without a file for the whole run.
    if (event.type === 'test:summary' && event.data.file === undefined) append(event.data.counts);
    yield event;
  }
}

function append({ passed, failed, cancelled, skipped, todo }) {
  const path = process.env.LANEWAY_TEST_COUNTS;
  if (path === undefined) return;
  appendFileSync(
    path,
    `${JSON.stringify({ passed, failed: failed + cancelled, skipped: skipped + todo })}\n`,
  );
}
