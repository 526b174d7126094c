import type { Part } from './answer.ts';

export type LineEnding = '\n' | '\r\n';

export interface ServerSentEvent {
  /** Event name; left out of the wire when `undefined`. */
  readonly event?: string;
  /** Text as it is, anything else as JSON. */
  readonly data: unknown;
  readonly tokens: number;
}

/** One server-sent event as a part of an answer. */
export function ssePart(lineEnding: LineEnding, { event, data, tokens }: ServerSentEvent): Part {
  const name = event === undefined ? '' : `event: ${event}${lineEnding}`;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { bytes: Buffer.from(`${name}data: ${text}${lineEnding}${lineEnding}`), tokens };
}
