import type { EndpointTarget, EndpointView } from '@laneway/contracts';

/** An endpoint view with writable fields, so that a test can change its load. */
export type MovableEndpoint = { -readonly [Field in keyof EndpointView]: EndpointView[Field] };

/** The idle endpoint `a` with 8 slots, group 1 and weight 1. Its origin follows its name. */
export function anEndpoint(overrides: Partial<EndpointView> = {}): MovableEndpoint {
  return { ...aTarget(overrides), slots: 8, inFlight: 0, group: 1, weight: 1, firstByteMs: 0, ...overrides };
}

/** The address of endpoint `a`: a host under `.invalid`, which never resolves, so that no test sends anything by mistake. */
export function aTarget(overrides: Partial<EndpointTarget> = {}): EndpointTarget {
  const name = overrides.name ?? 'a';
  return { name, origin: `https://${name}.example.invalid`, basePath: '', labels: {}, ...overrides };
}
