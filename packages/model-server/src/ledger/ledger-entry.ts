import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Usage } from '@laneway/contracts';
import { parseJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import type { Fault } from '../faults/fault.ts';
import type { Route } from '../route.ts';

/** How a request ended: answered in full, left by its client, broken by a fault, or answered with a 429. */
export type Ending = 'completed' | 'client-closed' | 'faulted' | 'throttled';

/** The record of one request. It changes until `ending` is set. */
export interface LedgerEntry {
  /** Position in order of arrival, counted from 1. Probes are counted separately. */
  readonly number: number;
  /** Number of its TCP connection, counted from 1. */
  readonly connection: number;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** `undefined` for an unknown path. */
  readonly route: Route | undefined;
  /** Names and values alternately, as received. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  /** Empty until the whole body has arrived. */
  readonly body: Buffer;
  /** The JSON object in the body. Empty if there is none. */
  readonly json: JsonObject;
  /** Deployment or model that the path or the body names. */
  readonly model: string | undefined;
  /** When the head of the request arrived. Milliseconds of the server's clock, as are all times. */
  readonly receivedAtMs: number;
  /** When the body was complete. */
  readonly arrivedAtMs: number | undefined;
  /** When the head of the answer was sent. */
  readonly headAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly status: number | undefined;
  /** `undefined` while the request is open. */
  readonly ending: Ending | undefined;
  /** The fault that was applied to it. */
  readonly fault: Fault['kind'] | undefined;
  /** Tokens of prompt and answer. `undefined` until the answer is generated. */
  readonly usage: Usage | undefined;
  /** Whether the usage was in the body and the whole body was sent. */
  readonly usageReported: boolean;
  /** Bytes of the answer's body sent so far. */
  readonly sentBytes: number;
  /** SHA-256 of those bytes in hex, set when the request ends. */
  readonly sentSha256: string | undefined;
}

/** A ledger entry that the server still changes. */
export type OpenEntry = { -readonly [Field in keyof LedgerEntry]: LedgerEntry[Field] };

/** What the server adds to a request on arrival. */
export type Arrival = Pick<LedgerEntry, 'number' | 'connection' | 'receivedAtMs' | 'route'>;

const hashes = new WeakMap<LedgerEntry, Hash>();

/** The entry of a request whose head has just arrived. */
export function openEntry(message: IncomingMessage, arrival: Arrival): OpenEntry {
  const entry: OpenEntry = {
    ...arrival,
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    rawHeaders: message.rawHeaders,
    headers: message.headers,
    body: Buffer.alloc(0),
    json: {},
    model: undefined,
    arrivedAtMs: undefined,
    headAtMs: undefined,
    endedAtMs: undefined,
    status: undefined,
    ending: undefined,
    fault: undefined,
    usage: undefined,
    usageReported: false,
    sentBytes: 0,
    sentSha256: undefined,
  };
  hashes.set(entry, createHash('sha256'));
  return entry;
}

export function recordBody(entry: OpenEntry, body: Buffer, nowMs: number): void {
  entry.body = body;
  entry.arrivedAtMs = nowMs;
  entry.json = parseJsonObject(body) ?? {};
  const named = entry.json['model'];
  entry.model = entry.route?.deployment ?? (typeof named === 'string' ? named : undefined);
}

export function recordSent(entry: OpenEntry, bytes: Buffer): void {
  entry.sentBytes += bytes.length;
  hashes.get(entry)?.update(bytes);
}

export function recordEnding(entry: OpenEntry, ending: Ending, nowMs: number): void {
  entry.ending = ending;
  entry.endedAtMs = nowMs;
  entry.sentSha256 = hashes.get(entry)?.digest('hex');
  hashes.delete(entry);
}
