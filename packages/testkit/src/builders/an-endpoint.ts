import type { EndpointTarget, EndpointView } from '@laneway/contracts';

/** An endpoint whose load a test can move. */
export type MovableEndpoint = { -readonly [Field in keyof EndpointView]: EndpointView[Field] };

/** An idle endpoint `a` with 8 slots, in group 1, of weight 1. Its target follows its name. */
export function anEndpoint(overrides: Partial<EndpointView> = {}): MovableEndpoint {
  return { ...aTarget(overrides), slots: 8, inFlight: 0, group: 1, weight: 1, firstByteMs: 0, ...overrides };
}

/** Where endpoint `a` is: a name that no resolver knows, so nothing can be sent there by mistake. */
export function aTarget(overrides: Partial<EndpointTarget> = {}): EndpointTarget {
  const name = overrides.name ?? 'a';
  return { name, origin: `https://${name}.example.invalid`, basePath: '', labels: {}, ...overrides };
}
