import { z } from 'zod';

import { byteSize, duration } from './quantity-field.ts';

/** Ports that are listened at if the config doesn't say. */
export const defaultPorts = { listen: 8787, admin: 9787 } as const;

const host = z.string().min(1).default('127.0.0.1').describe('Address to listen at; 0.0.0.0 or :: for all');
const port = z.int().min(0).max(65_535);
const urlPath = z.string().regex(/^\/[^\s?#]*$/, 'a path begins with / and has no query');
const file = z.string().min(1);

/** Where callers connect. */
export const listen = z
  .strictObject({
    host,
    port: port.default(defaultPorts.listen).describe('0 takes any free port'),
    tls: z
      .strictObject({
        cert: file.describe('PEM file'),
        key: file.describe('PEM file'),
        clientCa: file.optional().describe('PEM file; callers must show a certificate signed by it'),
      })
      .optional()
      .describe('None: plain HTTP'),
    lbPath: urlPath.optional().describe('POST to this path is served by whichever endpoint is next'),
    lbTarget: z
      .string()
      .regex(/^\/[^\s#]*$/, 'a path begins with /')
      .optional()
      .describe('Path and query that requests to lbPath are sent on with'),
  })
  .prefault({})
  .describe('Where callers connect');

/** Where operators connect. */
export const admin = z
  .strictObject({
    host,
    port: port.default(defaultPorts.admin).describe('0 takes any free port'),
    token: z
      .string()
      .min(1)
      .optional()
      .describe('Bearer token; without one the host must be a loopback address'),
  })
  .prefault({})
  .describe('Where operators connect');

/** What a request may be like. */
export const limits = z
  .strictObject({
    body: byteSize().prefault('64MiB').describe('Largest request body'),
    headers: byteSize({ min: 1024 }).prefault('32KiB').describe('Largest request head'),
    headersTimeout: duration({ minMs: 1 })
      .prefault('15s')
      .describe('Until the head of a request is complete'),
    bodyTimeout: duration({ minMs: 1 }).prefault('60s').describe('From there to the end of its body'),
  })
  .prefault({})
  .describe('What a request may be like');
