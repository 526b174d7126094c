/**
 * The packages whose rooms are checked. A room is a folder of `src`; a file directly in `src` is a room of its own.
 *
 * - `rooms`: every room, highest first. A room may import only those that come after it.
 * - `filesPerFolder`: how many source files a folder may hold.
 *
 * In all of them, no two rooms may depend on each other. Type imports count.
 */
export const plan = [{ folder: 'packages/backend-client/src' }, { folder: 'packages/contracts/src' }];
