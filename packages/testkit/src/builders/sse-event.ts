import type { SseEvent } from '@laneway/contracts';

/** A server-sent event. An empty `type` leaves the field out; `data` is a string as it is, any other value as JSON. */
export function sseEvent(type: string, data: unknown): SseEvent {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const lines = text.split('\n').map((line) => `data: ${line}\n`);
  const wire = `${type === '' ? '' : `event: ${type}\n`}${lines.join('')}\n`;
  return { bytes: new TextEncoder().encode(wire), type, data: text };
}

/** The events of a recorded stream, in order, with any line ends. An unfinished last event is left out. */
export function sseEvents(stream: string): readonly SseEvent[] {
  const events = stream.match(/[^]*?(\r\n|\n|\r)\1/g) ?? [];
  return events.map(readEvent);
}

function readEvent(wire: string): SseEvent {
  const lines = wire.split(/\r\n|\n|\r/);
  return {
    bytes: new TextEncoder().encode(wire),
    type: fieldValues(lines, 'event').at(-1) ?? '',
    data: fieldValues(lines, 'data').join('\n'),
  };
}

function fieldValues(lines: readonly string[], field: string): readonly string[] {
  return lines
    .filter((line) => line === field || line.startsWith(`${field}:`))
    .map((line) => line.slice(field.length + 1).replace(/^ /, ''));
}
