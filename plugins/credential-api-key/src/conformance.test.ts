import { test } from 'node:test';
import { credentialConformance } from '@laneway/testkit';

import plugin from './index.ts';

credentialConformance({ test, plugin, options: { key: 'key-of-backend' } });
