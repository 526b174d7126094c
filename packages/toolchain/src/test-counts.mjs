/** Adds up the JSON lines that the counting reporter left, one for each `node --test` run. */
export function sumCounts(lines) {
  const sum = { passed: 0, failed: 0 };
  for (const line of lines.split('\n').filter(Boolean)) {
    const { passed, failed } = JSON.parse(line);
    sum.passed += passed;
    sum.failed += failed;
  }
  return sum;
}

/**
 * The result of a whole test run. A run that exits with an error although no test failed (a build error, a crash before the
 * counts were written) has one failure; a run without tests has failed.
 */
export function verdict(counts, runStatus) {
  const failed = counts.failed === 0 && runStatus !== 0 ? 1 : counts.failed;
  return {
    closingLine: `${counts.passed} passed, ${failed} failed`,
    status: failed > 0 || counts.passed === 0 ? 1 : 0,
  };
}
