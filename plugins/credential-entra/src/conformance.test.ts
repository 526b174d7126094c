import { test } from 'node:test';
import { credentialConformance } from '@laneway/testkit';

import plugin from './index.ts';
import { startIdentityEndpoint } from './identity-endpoint.test.fixture.ts';

await startIdentityEndpoint();

credentialConformance({ test, plugin, options: { kind: 'managed-identity' } });
