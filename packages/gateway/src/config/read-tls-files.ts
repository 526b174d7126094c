import { readFileSync } from 'node:fs';

import type { TlsConfig } from '@laneway/config';
import type { TlsSettings } from '@laneway/server';

/** The contents of a config's PEM files. Throws if one can't be read. */
export function readTlsFiles({ cert, key, clientCa }: TlsConfig): TlsSettings {
  return {
    cert: readFileSync(cert, 'utf8'),
    key: readFileSync(key, 'utf8'),
    clientCa: clientCa === undefined ? undefined : readFileSync(clientCa, 'utf8'),
  };
}
