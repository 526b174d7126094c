import { parseConfig } from '@laneway/config';

import type { AdminAddress } from './admin-client.ts';
import type { ConfigSearch, ConfigText } from '../config/load-config.ts';
import { findConfig } from '../config/load-config.ts';

/** Options of a command that name a gateway. */
export interface AdminOptions {
  readonly admin?: string;
  readonly token?: string;
  readonly config?: string;
}

// A listener at all addresses is reached at the loopback address.
const loopbackOf = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
]);

/** The admin listener of the options, else of the config, else the default one of this machine. */
export function findAdmin(
  { admin, token, config }: AdminOptions,
  search: Omit<ConfigSearch, 'file'>,
): AdminAddress {
  const configured = admin === undefined ? configuredAdmin({ ...search, file: config }) : undefined;
  return {
    url: withoutSlash(admin ?? configured?.url ?? 'http://127.0.0.1:9787'),
    token: token ?? configured?.token ?? search.env['LANEWAY_ADMIN_TOKEN'],
  };
}

function configuredAdmin(search: ConfigSearch): AdminAddress | undefined {
  const found = search.file === undefined ? findIfThere(search) : findConfig(search);
  if (found?.path === undefined) return undefined;
  const result = parseConfig(found.text, { path: found.path, env: search.env });
  if (!result.ok) return undefined;
  const { host, port, token } = result.config.admin;
  const address = loopbackOf.get(host) ?? host;
  return { url: `http://${address.includes(':') ? `[${address}]` : address}:${port}`, token };
}

function findIfThere(search: ConfigSearch): ConfigText | undefined {
  try {
    return findConfig(search);
  } catch {
    return undefined;
  }
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
