import { z } from 'zod';

/** Ports that are listened at if the config doesn't say. */
export const defaultPorts = { listen: 8787, admin: 9787 } as const;

/** The keys of an address to listen at. */
export function listenAddress(listener: keyof typeof defaultPorts) {
  return {
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen at; 0.0.0.0 or :: for all'),
    port: z.int().min(0).max(65_535).default(defaultPorts[listener]).describe('0 takes any free port'),
  };
}

const urlPath = z.string().regex(/^\/[^\s?#]*$/, 'a path begins with / and has no query');
const file = z.string().min(1);

/** Where callers connect. */
export const listen = z
  .strictObject({
    ...listenAddress('listen'),
    tls: z
      .strictObject({
        cert: file.describe('PEM file'),
        key: file.describe('PEM file'),
        clientCa: file.optional().describe('PEM file; callers must show a certificate signed by it'),
      })
      .optional()
      .describe('None: plain HTTP'),
    lbPath: urlPath
      .optional()
      .describe('POST to this path goes on with lbTarget, to whichever endpoint is next'),
    lbTarget: z
      .string()
      .regex(/^\/[^\s#]*$/, 'a path begins with /')
      .optional()
      .describe('Path and query that requests to lbPath are sent on with'),
  })
  .prefault({})
  .describe('Where callers connect');
