import { test } from 'node:test';
import { connectorConformance } from '@laneway/testkit';

import plugin from './index.ts';

connectorConformance({ test, plugin, options: { probe: '/status-0123456789abcdef' } });
