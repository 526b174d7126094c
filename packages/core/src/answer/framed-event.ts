import type { SseEvent } from '@laneway/contracts';

// Keeps byte order marks: only one at the beginning of a stream is not part of the text.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The one event object of a framing, reused for each event that it finds. Its bytes and text are made when first read. */
export class FramedEvent implements SseEvent {
  #source: Uint8Array = new Uint8Array(0);
  #start = 0;
  #end = 0;
  #opensStream = false;
  #bytes: Uint8Array | undefined;
  #type: string | undefined;
  #data = '';

  /** Becomes the event from `start` to `end` of `source`. */
  reuse(source: Uint8Array, start: number, end: number): void {
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.#opensStream = false;
    this.#bytes = undefined;
    this.#type = undefined;
  }

  /** It is the first event of its stream, which may begin with a byte order mark. */
  markFirst(): void {
    this.#opensStream = true;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= this.#source.subarray(this.#start, this.#end);
    return this.#bytes;
  }

  get type(): string {
    if (this.#type === undefined) this.#parse();
    return this.#type ?? '';
  }

  get data(): string {
    if (this.#type === undefined) this.#parse();
    return this.#data;
  }

  #parse(): void {
    const text = this.#text();
    let type = '';
    let data: string | undefined;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      if (isField(text, start, 'data')) data = joined(data, valueOf(text, start + 4, end));
      else if (isField(text, start, 'event')) type = valueOf(text, start + 5, end);
      start = end + 1;
    }
    this.#type = type;
    this.#data = data ?? '';
  }

  /** Its lines, each ended by LF, whatever ended them on the wire. */
  #text(): string {
    const text = decoder.decode(this.bytes);
    const withoutMark = this.#opensStream && text.startsWith('\uFEFF') ? text.slice(1) : text;
    return withoutMark.includes('\r') ? withoutMark.replaceAll(/\r\n?/g, '\n') : withoutMark;
  }
}

/** Whether the line at `start` has the field `name`, with or without a value. */
function isField(text: string, start: number, name: string): boolean {
  if (!text.startsWith(name, start)) return false;
  const next = text[start + name.length];
  return next === ':' || next === '\n';
}

/** What follows the colon (if there is one) and one space. */
function valueOf(text: string, colon: number, end: number): string {
  return text.slice(text[colon + 1] === ' ' ? colon + 2 : colon + 1, end);
}

function joined(before: string | undefined, line: string): string {
  return before === undefined ? line : `${before}\n${line}`;
}
