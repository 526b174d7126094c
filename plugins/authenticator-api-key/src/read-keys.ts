import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import { LanewayError } from '@laneway/contracts';
import { parse } from 'yaml';
import { z } from 'zod';

/** From API key to profile id. */
export const keyMap = z.record(z.string().min(1), z.string().min(1));

/**
 * The keys themselves, or those in the YAML or JSON file at this path.
 * Rejects with `LanewayError` `config_invalid`, which names the file and never a key.
 */
export async function readKeys(
  keys: string | Readonly<Record<string, string>>,
  baseDir: string,
): Promise<Readonly<Record<string, string>>> {
  if (typeof keys !== 'string') return keys;
  const path = resolve(baseDir, keys);
  const parsed = keyMap.safeParse(await contentOf(path));
  if (parsed.success) return parsed.data;
  throw new LanewayError('config_invalid', `${path} must be a map from key to profile id, both text.`, {
    param: 'keys',
  });
}

async function contentOf(path: string): Promise<unknown> {
  try {
    return parse(await readFile(path, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? String(error.code) : 'it is neither YAML nor JSON';
    throw new LanewayError('config_invalid', `${path} cannot be read (${reason}).`, {
      param: 'keys',
    });
  }
}
