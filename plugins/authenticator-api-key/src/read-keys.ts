import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { LanewayError } from '@laneway/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

/** Key to profile id. */
export const keyMap = z.record(z.string().min(1), z.string().min(1));

/** The keys, from the file (YAML or JSON) if it is one. Rejects with `config_invalid` naming the file; never a key. */
export async function readKeys(
  keys: string | Readonly<Record<string, string>>,
  baseDir: string,
): Promise<Readonly<Record<string, string>>> {
  if (typeof keys !== 'string') return keys;
  const path = resolve(baseDir, keys);
  const parsed = keyMap.safeParse(await contentOf(path));
  if (parsed.success) return parsed.data;
  throw new LanewayError('config_invalid', `${path}: expected a map of key to profile id, both text`, {
    param: 'keys',
  });
}

async function contentOf(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'it is neither YAML nor JSON';
    throw new LanewayError('config_invalid', `${path}: the keys can not be read (${reason})`, {
      param: 'keys',
    });
  }
}
