import { gzipSync } from 'node:zlib';
import { isStream } from '../answers/answer.ts';
import type { Answer, Part } from '../answers/answer.ts';
import type { LineEnding } from '../answers/sse-part.ts';
import { errorEvents } from './error-event.ts';
import type { Fault } from './fault.ts';

/** The answer changed by a fault. Faults that need no answer leave it as it is. */
export function withFault(answer: Answer, fault: Fault | undefined, lineEnding: LineEnding): Answer {
  switch (fault?.kind) {
    case 'reset-after-headers':
      return { ...answer, parts: [], ending: 'reset' };
    case 'reset-mid-body':
      return {
        ...answer,
        parts: firstBytes(answer.parts, fault.afterBytes ?? Math.ceil(sizeOf(answer.parts) / 2)),
        ending: 'reset',
      };
    case 'wrong-content-length':
      return withWrongLength(answer, fault.by);
    case 'half-stream':
      return isStream(answer) ? { ...answer, parts: halfOf(answer.parts) } : answer;
    case 'error-event':
      return isStream(answer) ? withErrorEvent(answer, fault, lineEnding) : answer;
    case 'informational':
      return { ...answer, informational: fault.count };
    case 'gzip':
      return gzipped(answer);
    case 'trailers':
      return { ...withoutLength(answer), trailers: fault.trailers };
    default:
      return answer;
  }
}

function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((total, part) => total + part.bytes.length, 0);
}

function firstBytes(parts: readonly Part[], count: number): readonly Part[] {
  const kept: Part[] = [];
  let left = count;
  for (const part of parts) {
    if (left <= 0) break;
    kept.push({ ...part, bytes: part.bytes.subarray(0, left) });
    left -= part.bytes.length;
  }
  return kept;
}

function halfOf(parts: readonly Part[]): readonly Part[] {
  const total = parts.at(-1)?.tokens ?? 0;
  return parts.filter((part) => part.tokens <= total / 2);
}

function withErrorEvent(
  answer: Answer,
  fault: Fault & { kind: 'error-event' },
  lineEnding: LineEnding,
): Answer {
  const kept =
    fault.at === 'before-content' ? answer.parts.filter((part) => part.tokens === 0) : halfOf(answer.parts);
  const tokens = kept.at(-1)?.tokens ?? 0;
  return { ...answer, parts: [...kept, ...errorEvents(fault.form, lineEnding, tokens)] };
}

function withWrongLength(answer: Answer, by: number): Answer {
  const length = Math.max(0, sizeOf(answer.parts) + by);
  // A client would wait for the missing bytes as long as the connection stays open.
  return { ...answer, headers: { ...answer.headers, 'Content-Length': String(length) }, ending: 'hang-up' };
}

function gzipped(answer: Answer): Answer {
  const bytes = gzipSync(Buffer.concat(answer.parts.map((part) => part.bytes)));
  const tokens = answer.parts.at(-1)?.tokens ?? 0;
  const plain = withoutLength(answer);
  return { ...plain, headers: { ...plain.headers, 'Content-Encoding': 'gzip' }, parts: [{ bytes, tokens }] };
}

function withoutLength(answer: Answer): Answer {
  const { 'Content-Length': _length, ...headers } = answer.headers;
  return { ...answer, headers };
}
