import { LanewayError } from '@laneway/contracts';

const dayMs = 86_400_000;
const farthestMs = 7 * dayMs;
const longestTimeoutMs = dayMs;

const decimal = /^\d+(?:\.\d+)?$/;
const isoDate =
  /^(?<day>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d:\d\d)(?<seconds>:\d\d(?:\.\d+)?)?(?<zone>Z|[+-]\d\d:?\d\d)?)?$/i;

/**
 * The deadline that the value of `header` means, as clock time in milliseconds: seconds from now (`2.5`), `+` and Unix
 * seconds (`+1790000000`), or an ISO 8601 date (UTC if it names no zone). A time in the past is valid: the deadline has passed already.
 * Throws `LanewayError` `invalid_header` for anything else and for more than 7 days ahead.
 */
export function parseDeadline(header: string, text: string, nowMs: number): number {
  const value = text.trim();
  const atMs = relativeMs(value, nowMs) ?? epochMs(value) ?? dateMs(value);
  if (atMs !== undefined && atMs <= nowMs + farthestMs) return atMs;
  throw invalid(
    header,
    text,
    'seconds from now (2.5), + and Unix seconds, or an ISO date, at most 7 days ahead',
  );
}

/** The duration in milliseconds that the value of `header` means. Throws `LanewayError` `invalid_header` unless it is greater than 0 and at most 24 hours. */
export function parseTimeout(header: string, text: string): number {
  const value = text.trim();
  const timeoutMs = decimal.test(value) ? Number(value) : 0;
  if (timeoutMs > 0 && timeoutMs <= longestTimeoutMs) return timeoutMs;
  throw invalid(header, text, 'milliseconds, greater than 0 and at most 24 hours');
}

function relativeMs(value: string, nowMs: number): number | undefined {
  return decimal.test(value) ? nowMs + Number(value) * 1000 : undefined;
}

function epochMs(value: string): number | undefined {
  return value.startsWith('+') && decimal.test(value.slice(1)) ? Number(value) * 1000 : undefined;
}

function dateMs(value: string): number | undefined {
  const parts = isoDate.exec(value)?.groups;
  if (parts === undefined) return undefined;
  const { day = '', time = '00:00', seconds = ':00', zone = 'Z' } = parts;
  const atMs = Date.parse(`${day}T${time}${seconds}${zone.toUpperCase()}`);
  return Number.isNaN(atMs) || !isInCalendar(day) ? undefined : atMs;
}

// Date rolls invalid days over: 30 February would become a day in March.
function isInCalendar(day: string): boolean {
  const parsed = new Date(day);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

function invalid(header: string, text: string, allowed: string): LanewayError {
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
  return new LanewayError('invalid_header', `The header ${header} is ${shown}. Allowed: ${allowed}.`, {
    param: header,
  });
}
