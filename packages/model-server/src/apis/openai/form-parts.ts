/** One part of a `multipart/form-data` body. */
export interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly content: Buffer;
}

/** The parts of a form body (RFC 7578). None if the content type has no boundary. */
export function formParts(body: Buffer, contentType: string): readonly FormPart[] {
  const match = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return [];
  // Every delimiter except the first follows a line break. Adding one makes them all equal.
  const sections = split(Buffer.concat([Buffer.from('\r\n'), body]), Buffer.from(`\r\n--${boundary}`));
  return sections.slice(1).flatMap((section) => formPart(section) ?? []);
}

function split(bytes: Buffer, delimiter: Buffer): readonly Buffer[] {
  const sections: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(delimiter); at >= 0; at = bytes.indexOf(delimiter, from)) {
    sections.push(bytes.subarray(from, at));
    from = at + delimiter.length;
  }
  return [...sections, bytes.subarray(from)];
}

function formPart(section: Buffer): FormPart | undefined {
  const headEnd = section.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const head = section.subarray(0, headEnd).toString();
  const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  return { name, filename: /filename="([^"]*)"/i.exec(head)?.[1], content: section.subarray(headEnd + 4) };
}
