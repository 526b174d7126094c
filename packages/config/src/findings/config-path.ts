/** Where something is in a config: keys and list positions, outermost first. */
export type ConfigPath = readonly (string | number)[];

/** A path as people write it: `endpoints.east-ptu.slots`, `lanes.0.name`, `priority.keys["a.b"]`. */
export function formatPath(path: ConfigPath): string {
  return path.map(formatSegment).join('').replace(/^\./, '');
}

/** Reads what `formatPath` writes; list positions may also stand in brackets: `lanes[0]`. */
export function parsePath(text: string): ConfigPath {
  const segments = text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g);
  return Array.from(segments, ([, quoted, plain = '']) =>
    quoted === undefined ? plain : String(JSON.parse(`"${quoted}"`)),
  );
}

/** Text that is equal for equal paths, whether a list position is a number or its digits. */
export function pathKey(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

function formatSegment(segment: string | number): string {
  const text = String(segment);
  return /^[\w-]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}
