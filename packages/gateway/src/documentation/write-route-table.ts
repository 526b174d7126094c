import { documentSection } from '@laneway/toolchain/document-section';

import { interpretConfig } from '../config/interpret-config.ts';
import { RunningGateway } from '../running/running-gateway.ts';
import type { ApiDescription } from './route-table.ts';
import { routeTable } from './route-table.ts';

// Writes the table of admin routes into ADMIN-API.md; with `--check` fails if it is not current.
const text = '{ listen: { port: 0 }, admin: { port: 0 }, telemetry: { log: { level: silent } } }';
const reading = await interpretConfig({ path: 'laneway.yaml', text }, { env: {}, cwd: import.meta.dirname });
if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
const gateway = await RunningGateway.open(reading);
const response = await fetch(`${gateway.admin.url}/openapi.json`);
const description = (await response.json()) as ApiDescription;
await gateway.close();
documentSection({
  file: new URL('../../ADMIN-API.md', import.meta.url),
  section: 'routes',
  content: routeTable(description),
});
