import { test } from 'node:test';
import { queuePolicyConformance } from '@laneway/testkit';

import plugin from './index.ts';

queuePolicyConformance({ test, plugin });
