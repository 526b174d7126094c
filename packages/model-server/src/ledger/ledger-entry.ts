import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Usage } from '@laneway/contracts';
import { parseJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import type { Fault } from '../faults/fault.ts';
import type { Route } from '../route.ts';

/**
 * How a request ended: answered in full, left by its client, spoilt by a fault, or refused with 429.
 */
export type Ending = 'completed' | 'client-closed' | 'faulted' | 'throttled';

/** What the server knows of one request; it keeps changing until `ending` is set. */
export interface LedgerEntry {
  /** Arrival order, counted from 1; probes have an order of their own. */
  readonly number: number;
  /** Which TCP connection brought it, counted from 1. */
  readonly connection: number;
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** `undefined` for a path that the simulator does not know. */
  readonly route: Route | undefined;
  /** Names and values in turn, spelling and order as received. */
  readonly rawHeaders: readonly string[];
  readonly headers: IncomingHttpHeaders;
  /** Empty until the whole body has arrived. */
  readonly body: Buffer;
  /** The body as a JSON object; empty when it is not one. */
  readonly json: JsonObject;
  /** Deployment or model asked for, from the path or the body. */
  readonly model: string | undefined;
  /** When the head of the request arrived, in milliseconds of the server's clock. */
  readonly receivedAtMs: number;
  /** When its body was complete. */
  readonly arrivedAtMs: number | undefined;
  /** When the head of the answer left. */
  readonly headAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly status: number | undefined;
  /** `undefined` while the request is open. */
  readonly ending: Ending | undefined;
  /** The fault that was played on it, harmful or not. */
  readonly fault: Fault['kind'] | undefined;
  /** Tokens that the answer takes; `undefined` until a model has worked on it. */
  readonly usage: Usage | undefined;
  /** Whether the client was told the usage: it was in the body, and the whole body left. */
  readonly usageReported: boolean;
  /** Body bytes handed to the connection so far. */
  readonly sentBytes: number;
  /** SHA-256 of those bytes in hex, set when the request ends. */
  readonly sentSha256: string | undefined;
}

/** A ledger entry while the server still writes to it. */
export type OpenEntry = { -readonly [Field in keyof LedgerEntry]: LedgerEntry[Field] };

/** What the server adds to a request of its own knowledge. */
export type Arrival = Pick<LedgerEntry, 'number' | 'connection' | 'receivedAtMs' | 'route'>;

const hashes = new WeakMap<LedgerEntry, Hash>();

/** Opens the entry of a request whose head has just arrived. */
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
