/** What `json` is the text of; `undefined` if it is broken. Backends may send what they like. */
export function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
