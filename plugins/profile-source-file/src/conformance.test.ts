import { test } from 'node:test';
import { profileSourceConformance } from '@laneway/testkit';

import plugin from './index.ts';

const options = { path: 'profiles.test.json' };
profileSourceConformance({ test, plugin, options, host: { baseDir: import.meta.dirname }, known: 'alice' });
