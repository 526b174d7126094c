import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import {
  aBody,
  aRequest,
  authenticatorConformance,
  balancerConformance,
  connectorConformance,
  credentialConformance,
  dialectConformance,
  profileSourceConformance,
  queuePolicyConformance,
  quotaStoreConformance,
  requestProcessorConformance,
  responseProcessorConformance,
  telemetrySinkConformance,
} from '@laneway/testkit';

import basic from './authenticator-basic.ts';
import sticky from './balancer-sticky.ts';
import overloaded from './connector-overloaded.ts';
import tokenFile from './credential-token-file.ts';
import house from './dialect-house.ts';
import inline from './profile-source-inline.ts';
import inTurn from './queue-policy-in-turn.ts';
import calendarMinute from './quota-store-calendar-minute.ts';
import offeredModels from './request-processor-offered-models.ts';
import houseUsage from './response-processor-house-usage.ts';
import jsonLines from './telemetry-sink-json-lines.ts';

const baseDir = mkdtempSync(join(tmpdir(), 'laneway-examples-'));
writeFileSync(join(baseDir, 'token'), 'projected-token\n');
after(() => rmSync(baseDir, { recursive: true }));

const basicHeaders = (credential: string) => [
  'Authorization',
  `Basic ${Buffer.from(credential).toString('base64')}`,
];

describe('authenticator-basic', () =>
  authenticatorConformance({
    test,
    plugin: basic,
    options: { callers: { ada: 'correct horse' } },
    accepted: basicHeaders('ada:correct horse'),
    refused: basicHeaders('ada:wrong horse'),
  }));

describe('balancer-sticky', () => balancerConformance({ test, plugin: sticky }));

describe('connector-overloaded', () => connectorConformance({ test, plugin: overloaded }));

describe('credential-token-file', () =>
  credentialConformance({ test, plugin: tokenFile, options: { path: 'token' }, host: { baseDir } }));

describe('dialect-house', () =>
  dialectConformance({
    test,
    plugin: house,
    example: aRequest({ path: '/models/gpt-4o/generate', body: aBody({ prompt: 'Hello', limit: 100 }) }),
  }));

describe('profile-source-inline', () =>
  profileSourceConformance({
    test,
    plugin: inline,
    options: { tiers: { gold: ['ada'] } },
    known: 'ada',
  }));

describe('queue-policy-in-turn', () => queuePolicyConformance({ test, plugin: inTurn }));

describe('quota-store-calendar-minute', () => quotaStoreConformance({ test, plugin: calendarMinute }));

describe('request-processor-offered-models', () =>
  requestProcessorConformance({ test, plugin: offeredModels, options: { models: ['gpt-4o'] } }));

describe('response-processor-house-usage', () => responseProcessorConformance({ test, plugin: houseUsage }));

describe('telemetry-sink-json-lines', () =>
  telemetrySinkConformance({
    test,
    plugin: jsonLines,
    options: { path: 'exchanges.jsonl' },
    host: { baseDir },
  }));
