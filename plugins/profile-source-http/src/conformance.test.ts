import { after, test } from 'node:test';
import { profileSourceConformance } from '@laneway/testkit';

import plugin from './index.ts';
import { profiles, ProfilesService } from './profiles-service.test.fixture.ts';

const service = await ProfilesService.start(profiles([{ userId: 'alice', tier: 'gold', 'X-Team': 'blue' }]));
after(() => service.close());
profileSourceConformance({ test, plugin, options: { url: service.url }, known: 'alice' });
