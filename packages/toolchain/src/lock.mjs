import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const pollMs = 200;

/**
 * Runs `work` while no other process that locks the same path runs its own. The file at `path` holds the process id of
 * the holder; a holder that died loses the lock.
 */
export async function locked(path, work) {
  await acquire(path);
  try {
    return await work();
  } finally {
    rmSync(path);
  }
}

async function acquire(path) {
  for (let announced = false; !created(path); announced = true) {
    const holder = holderOf(path);
    if (holder !== undefined && !isAlive(holder)) {
      rmSync(path, { force: true });
      continue;
    }
    if (!announced) console.log(`Waiting for process ${holder ?? '?'}, which holds ${path} ...`);
    await delay(pollMs);
  }
}

function created(path) {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

// Undefined if the file is gone by now, or is there but not written yet.
function holderOf(path) {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code !== 'ESRCH';
  }
}
