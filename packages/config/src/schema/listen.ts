import { z } from 'zod';

/** Default ports of the two listeners. */
export const defaultPorts = { listen: 8787, admin: 9787 } as const;

/** The keys of a listener's address. */
export function listenAddress(listener: keyof typeof defaultPorts) {
  return {
    host: z.string().min(1).default('127.0.0.1').describe('Address to listen at. `0.0.0.0` or `::`: all.'),
    port: z
      .int()
      .min(0)
      .max(65_535)
      .default(defaultPorts[listener])
      .describe('Port to listen at. 0: any free port.'),
  };
}

const urlPath = z
  .string()
  .regex(/^\/[^\s?#]*$/, 'A path must begin with / and have no query.')
  .meta({ title: 'path' });
const file = z.string().min(1).meta({ title: 'file' });

/** Address, TLS and load balancing path of the proxy listener. */
export const listen = z
  .strictObject({
    ...listenAddress('listen'),
    tls: z
      .strictObject({
        cert: file.describe('Certificate chain, PEM. A changed file is used at once.'),
        key: file.describe('Private key, PEM. A changed file is used at once.'),
        clientCa: file
          .optional()
          .describe('Certificate authority, PEM. Callers must present a certificate that it signed.'),
      })
      .optional()
      .describe('TLS of the proxy listener. Left out: plain HTTP.'),
    lbPath: urlPath
      .optional()
      .describe('A `POST` to this path is forwarded as a request to `listen.lbTarget`.'),
    lbTarget: z
      .string()
      .regex(/^\/[^\s#]*$/, 'A path must begin with /.')
      .meta({ title: 'path and query' })
      .optional()
      .describe('Path and query that replace those of requests to `listen.lbPath`. Required with it.'),
  })
  .prefault({})
  .describe('Address, TLS and load balancing path of the proxy listener.');
