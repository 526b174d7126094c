import { test } from 'node:test';
import { requestProcessorConformance } from '@laneway/testkit';

import plugin from './index.ts';

requestProcessorConformance({ test, plugin, options: { disallowed: ['x-secret'] } });
