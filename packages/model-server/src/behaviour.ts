import { defaultWords } from './answers/generated-tokens.ts';
import type { Flavour } from './answers/model-call.ts';
import type { LineEnding } from './answers/sse-part.ts';
import type { CapacitySettings } from './capacity/capacity.ts';
import type { LedgerEntry } from './ledger/ledger-entry.ts';
import type { Cut } from './wire/cutter.ts';

/** The behaviour of the server, which `configure` can change. */
export interface ModelServerBehaviour {
  /** Time to the first token in milliseconds, fixed or computed for each request. @default 0 */
  readonly firstTokenMs: number | ((entry: LedgerEntry, random: () => number) => number);
  /** Speed of generation of each answer. An answer that is not streamed is sent after its last token. @default Infinity */
  readonly tokensPerSecond: number;
  /** Which requests are held until `release()` or their own `respond()`. Never probes. @default false */
  readonly hold: boolean | ((entry: LedgerEntry) => boolean);
  /** Streams are held after this number of tokens until they are released. @default never */
  readonly holdAfterTokens: number | undefined;
  /** The deployments that exist. Others get a 404 `DeploymentNotFound`. @default every name */
  readonly deployments: readonly string[] | undefined;
  /** @default no limits */
  readonly capacity: CapacitySettings | undefined;
  /** Completion tokens of a request that has neither a limit nor the header `x-sim-completion-tokens`. @default 16 */
  readonly completionTokens: number;
  /** Cached prompt tokens, fixed or computed; at most all prompt tokens. @default 0 */
  readonly cachedTokens: number | ((promptTokens: number, entry: LedgerEntry) => number);
  /** Reasoning tokens, which produce no text; at most all completion tokens. @default 0 */
  readonly reasoningTokens: number;
  /** The generated text, one token each, repeated as needed. */
  readonly words: readonly string[];
  /** @default by path: 'openai' below `/v1`, else 'azure' */
  readonly flavour: Flavour | undefined;
  /** @default '\n' */
  readonly lineEnding: LineEnding;
  /** @default 'event' */
  readonly cut: Cut;
  /** Events per write with `cut: 'event'`. @default 1 */
  readonly eventsPerSegment: number;
  /** The API key that requests must carry. @default none */
  readonly requireKey: string | undefined;
  /** The bearer token that requests must carry. @default none */
  readonly requireBearer: string | undefined;
  /** Whether a classic Azure path without `api-version` gets a 404. @default false */
  readonly strictApiVersion: boolean;
  /** Headers added to every answer except those of faults. */
  readonly headers: Readonly<Record<string, string>>;
  /** Number of GETs of a batch that find it in progress. @default 0 */
  readonly batchPolls: number;
}

export const defaultBehaviour: ModelServerBehaviour = {
  firstTokenMs: 0,
  tokensPerSecond: Number.POSITIVE_INFINITY,
  hold: false,
  holdAfterTokens: undefined,
  deployments: undefined,
  capacity: undefined,
  completionTokens: 16,
  cachedTokens: 0,
  reasoningTokens: 0,
  words: defaultWords,
  flavour: undefined,
  lineEnding: '\n',
  cut: 'event',
  eventsPerSegment: 1,
  requireKey: undefined,
  requireBearer: undefined,
  strictApiVersion: false,
  headers: {},
  batchPolls: 0,
};
