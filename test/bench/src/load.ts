import { Pool } from 'undici';

import { requestBody } from './answers.ts';

const headers = {
  'content-type': 'application/json',
  authorization: 'Bearer x',
  'x-user-id': 'bench',
  accept: '*/*',
};

/** Sends `count` requests, `concurrency` at a time, and resolves with their latencies in milliseconds when all have been answered. */
export async function load(
  url: string,
  path: string,
  count: number,
  concurrency: number,
): Promise<readonly number[]> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  const latencies: number[] = [];
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const startedAtMs = performance.now();
      const { statusCode, body } = await pool.request({ path, method: 'POST', headers, body: requestBody });
      if (statusCode !== 200) throw new RangeError(`answered ${statusCode}: ${await body.text()}`);
      await body.dump({ limit: Infinity });
      latencies.push(performance.now() - startedAtMs);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await pool.close();
  return latencies;
}
