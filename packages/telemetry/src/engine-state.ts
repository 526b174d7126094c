import type { Gateway } from '@laneway/core';

/** The part of the engine that is read when metrics are asked for. */
export type EngineState = Pick<Gateway, 'state' | 'lanes' | 'endpoints'>;
