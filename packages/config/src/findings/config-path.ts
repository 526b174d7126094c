/** Keys and list indexes that lead to a part of a config, outermost first. */
export type ConfigPath = readonly (string | number)[];

/** A path as text: `endpoints.east-ptu.slots`, `lanes.0.name`, `priority.keys["a.b"]`. */
export function formatPath(path: ConfigPath): string {
  return path.map(formatSegment).join('').replace(/^\./, '');
}

/** Reads what `formatPath` writes; list indexes may also be in brackets: `lanes[0]`. */
export function parsePath(text: string): ConfigPath {
  const segments = text.matchAll(/\["((?:[^"\\]|\\.)*)"\]|([^.[\]]+)/g);
  return Array.from(segments, ([, quoted, plain = '']) =>
    quoted === undefined ? plain : String(JSON.parse(`"${quoted}"`)),
  );
}

/** A text that is equal for equal paths, whether list indexes are numbers or digits. */
export function pathKey(path: ConfigPath): string {
  return JSON.stringify(path.map(String));
}

function formatSegment(segment: string | number): string {
  const text = String(segment);
  return /^[\w-]+$/.test(text) ? `.${text}` : `[${JSON.stringify(text)}]`;
}
