/**
 * A function that tells whether a path is of `pattern`, in which `*` stands for any characters, slashes too, or none.
 * Case counts. It never goes back to try again, however many stars there are.
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

// Taking each part where it first occurs leaves the most for the others: no other place need be tried.
function containsInOrder(text: string, parts: readonly string[]): boolean {
  let position = 0;
  for (const part of parts) {
    const found = text.indexOf(part, position);
    if (found === -1) return false;
    position = found + part.length;
  }
  return true;
}
