/**
 * Returns a function that tests whether a path matches `pattern`, in which `*` matches any characters, also slashes, or
 * none. Case-sensitive. It does not backtrack, so its time is linear in the path, however many stars there are.
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  const [prefix = '', ...rest] = pattern.split('*');
  const suffix = rest.pop();
  if (suffix === undefined) return (path) => path === pattern;
  const fixedLength = prefix.length + suffix.length;
  return (path) =>
    path.length >= fixedLength &&
    path.startsWith(prefix) &&
    path.endsWith(suffix) &&
    containsInOrder(path.slice(prefix.length, path.length - suffix.length), rest);
}

// The first occurrence of each part leaves the most characters for the others, so no other needs to be tried.
function containsInOrder(text: string, parts: readonly string[]): boolean {
  let position = 0;
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return true;
}
