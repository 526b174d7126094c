const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Whether lists and objects of a JSON text are nested more than `levels` deep: recursive code could overflow the stack. */
export function isNestedDeeper(json: string, levels: number): boolean {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) isText = !isText;
    else if (isText && code === backslash) at += 1;
    else if (!isText && opening.has(code)) depth += 1;
    else if (!isText && closing.has(code)) depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}
