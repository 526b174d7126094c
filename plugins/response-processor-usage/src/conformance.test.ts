import { test } from 'node:test';
import { responseProcessorConformance } from '@laneway/testkit';

import plugin from './index.ts';

responseProcessorConformance({ test, plugin });
