/**
 * What is special about the rooms of some packages. A room is a folder of `src`; a file directly in `src` is a room of its own.
 * In every package, no two rooms may depend on each other; type imports count.
 *
 * - `rooms`: every room, highest first. A room may import only those that come after it.
 * - `filesPerFolder`: how many source files a folder may hold.
 */
export const plan = {
  'packages/core/src': {
    filesPerFolder: 14,
    rooms: [
      'index.ts',
      'testing',
      'gateway.ts',
      'engine.ts',
      'exchange',
      'generation',
      'attempt',
      'queue',
      'routing',
      'answer',
      'endpoints',
      'quota',
      'time',
      'numbers',
      'snapshot.ts',
      'headroom',
      'client.ts',
      'config.ts',
    ],
  },
};
