/** Cuts parts into writes. Bytes that `push` holds back are returned by a later `push` or by `flush`. */
export interface Cutter {
  push(bytes: Buffer): readonly Buffer[];
  flush(): readonly Buffer[];
}

/** Where a body is cut into writes: at every event, at random bytes, or after every byte. */
export type Cut = 'event' | 'random' | 'bytes';

export interface CutSettings {
  readonly cut: Cut;
  /** Events per write with `cut: 'event'`. At least 1. */
  readonly eventsPerSegment: number;
  readonly random: () => number;
}

export function cutterFor({ cut, eventsPerSegment, random }: CutSettings): Cutter {
  if (cut === 'event') return eventsPerSegment === 1 ? oneByOne : grouped(eventsPerSegment);
  if (cut === 'random') return slicing(() => 1 + Math.floor(random() ** 4 * longestSlice));
  return slicing(() => 1);
}

/** Longer than several events. The fourth power of the random number makes most slices far shorter than one event. */
const longestSlice = 1_500;

const oneByOne: Cutter = { push: (bytes) => [bytes], flush: () => [] };

function grouped(size: number): Cutter {
  let kept: Buffer[] = [];
  const flush = () => {
    const whole = kept;
    kept = [];
    return whole.length === 0 ? [] : [Buffer.concat(whole)];
  };
  return {
    push(bytes) {
      kept.push(bytes);
      return kept.length < size ? [] : flush();
    },
    flush,
  };
}

function slicing(nextSize: () => number): Cutter {
  let kept = Buffer.alloc(0);
  let size = nextSize();
  return {
    push(bytes) {
      kept = Buffer.concat([kept, bytes]);
      const slices: Buffer[] = [];
      while (kept.length >= size) {
        slices.push(kept.subarray(0, size));
        kept = kept.subarray(size);
        size = nextSize();
      }
      return slices;
    },
    flush() {
      const rest = kept;
      kept = Buffer.alloc(0);
      return rest.length === 0 ? [] : [rest];
    },
  };
}
