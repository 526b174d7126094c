import type { Gateway } from '@laneway/core';

/** The part of the engine that metrics read on demand. */
export type EngineState = Pick<Gateway, 'state' | 'lanes' | 'endpoints'>;
