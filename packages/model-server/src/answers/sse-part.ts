import type { Part } from './answer.ts';

export type LineEnding = '\n' | '\r\n';

export interface ServerSentEvent {
  /** Event type. Without it, the event has no `event` field. */
  readonly event?: string;
  /** A string as it is, any other value as JSON. */
  readonly data: unknown;
  readonly tokens: number;
}

/** A server-sent event as a part of an answer. */
export function ssePart(lineEnding: LineEnding, { event, data, tokens }: ServerSentEvent): Part {
  const name = event === undefined ? '' : `event: ${event}${lineEnding}`;
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { bytes: Buffer.from(`${name}data: ${text}${lineEnding}${lineEnding}`), tokens };
}
