import { after, test } from 'node:test';
import { anIdentityEndpoint } from '@laneway/model-server';
import { credentialConformance } from '@laneway/testkit';

import plugin from './index.ts';

const { environment } = await anIdentityEndpoint({ after });
Object.assign(process.env, environment);

credentialConformance({ test, plugin, options: { kind: 'managed-identity' } });
