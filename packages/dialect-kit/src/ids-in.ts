/** Levels of objects and arrays that are searched, the outermost included. What lies deeper is not. */
const levels = 9;

/**
 * The ids in members of these names, wherever they stand in a parsed body: a text, the texts of a list, or the `id` of an
 * object. In the order of the body, at most nine levels deep.
 */
export function idsIn(json: unknown, members: ReadonlySet<string>): string[] {
  const found: string[] = [];
  search(json, 1, { members, found });
  return found;
}

interface Search {
  readonly members: ReadonlySet<string>;
  readonly found: string[];
}

function search(value: unknown, level: number, to: Search): void {
  if (typeof value !== 'object' || value === null || level > levels) return;
  if (Array.isArray(value)) {
    for (const item of value) search(item, level + 1, to);
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    if (to.members.has(name)) collect(member, level + 1, to.found);
    search(member, level + 1, to);
  }
}

function collect(member: unknown, level: number, found: string[]): void {
  if (typeof member === 'string') found.push(member);
  else if (Array.isArray(member) && level <= levels)
    for (const item of member) collect(item, level + 1, found);
  else if (typeof member === 'object' && member !== null && 'id' in member && typeof member.id === 'string')
    found.push(member.id);
}
