import { test } from 'node:test';
import { balancerConformance } from '@laneway/testkit';

import plugin from './index.ts';

balancerConformance({ test, plugin });
