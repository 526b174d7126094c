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
