import { defaultWords } from './answers/generated-tokens.ts';
import type { Flavour } from './answers/model-call.ts';
import type { LineEnding } from './answers/sse-part.ts';
import type { CapacitySettings } from './capacity/capacity.ts';
import type { LedgerEntry } from './ledger/ledger-entry.ts';
import type { Cut } from './wire/cutter.ts';

/** How the server behaves; all of it can be changed while it runs. */
export interface ModelServerBehaviour {
  /** Time to the first token in milliseconds, fixed or drawn for each request. @default 0 */
  readonly firstTokenMs: number | ((entry: LedgerEntry, random: () => number) => number);
  /** Speed of generation, of each answer on its own. Plain answers wait for their last token. @default Infinity */
  readonly tokensPerSecond: number;
  /** Requests that wait for `release` or their own `respond`; never probes. @default false */
  readonly hold: boolean | ((entry: LedgerEntry) => boolean);
  /** Streams pause after that many tokens until they are released. @default never */
  readonly holdAfterTokens: number | undefined;
  /** The names that exist; others get 404 `DeploymentNotFound`. @default every name */
  readonly deployments: readonly string[] | undefined;
  /** @default no limits */
  readonly capacity: CapacitySettings | undefined;
  /** Completion tokens when neither the request's limit nor its `x-sim-completion-tokens` header says. @default 16 */
  readonly completionTokens: number;
  /** Prompt tokens served from the cache, fixed or as a function of the prompt; at most all of them. @default 0 */
  readonly cachedTokens: number | ((promptTokens: number, entry: LedgerEntry) => number);
  /** Completion tokens spent on reasoning, which produces no text; at most all of them. @default 0 */
  readonly reasoningTokens: number;
  /** The generated text, token by token, repeated as needed. */
  readonly words: readonly string[];
  /** @default by path: OpenAI's under `/v1`, else Azure's */
  readonly flavour: Flavour | undefined;
  /** @default '\n' */
  readonly lineEnding: LineEnding;
  /** @default 'event' */
  readonly cut: Cut;
  /** With `cut: 'event'`: events per write. @default 1 */
  readonly eventsPerSegment: number;
  /** API key that callers must show. @default none */
  readonly requireKey: string | undefined;
  /** Bearer token that callers must show. @default none */
  readonly requireBearer: string | undefined;
  /** Whether a classic Azure path without `api-version` is a 404. @default false */
  readonly strictApiVersion: boolean;
  /** Headers added to every answer but those of faults. */
  readonly headers: Readonly<Record<string, string>>;
  /** How often a batch is looked at before it is completed. @default 0 */
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
