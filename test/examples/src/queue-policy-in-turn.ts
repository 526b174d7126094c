import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

/** Lanes take turns: the one that was served longest ago is next, whatever its rank. */
export default definePlugin({
  kind: 'queue-policy',
  name: 'in-turn',
  contract: 1,
  options: z.strictObject({}),
  create: () => {
    let dispatches = 0;
    const lastDispatch = new Map<string, number>();
    const lastOf = (lane: string) => lastDispatch.get(lane) ?? -1;
    return {
      // Asked several times for one slot: it looks, and `onDispatch` counts.
      next(contenders) {
        let longest = 0;
        contenders.forEach(({ lane }, index) => {
          if (lastOf(lane.name) < lastOf(contenders[longest]!.lane.name)) longest = index;
        });
        return longest;
      },
      onDispatch({ name }) {
        lastDispatch.set(name, dispatches);
        dispatches += 1;
      },
    };
  },
});
