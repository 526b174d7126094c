import { Pool } from 'undici';

import { requestBody } from './answers.ts';

const headers = {
  'content-type': 'application/json',
  authorization: 'Bearer x',
  'x-user-id': 'bench',
  accept: '*/*',
};

/** Sends `count` requests, `concurrency` at a time, and resolves when all have been answered. */
export async function load(url: string, path: string, count: number, concurrency: number): Promise<void> {
  const pool = new Pool(url, { connections: concurrency, pipelining: 1 });
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const { statusCode, body } = await pool.request({ path, method: 'POST', headers, body: requestBody });
      if (statusCode !== 200) throw new RangeError(`answered ${statusCode}: ${await body.text()}`);
      await body.dump({ limit: Infinity });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await pool.close();
}
