import { MemberNames } from '../json/member-names.ts';
import type { FoundMember } from '../json/member-scan.ts';
import { MemberScan } from '../json/member-scan.ts';
import { isObject, parsedJson } from '../json/parsed-json.ts';
import type { JsonObject } from '../json/parsed-json.ts';
import type { TokenCounts } from './token-counts.ts';
import { tokenCount, tokenCounts } from './token-counts.ts';

/** Counts of an answer, and what the object that has them says of itself. */
export interface UsageBlock {
  readonly counts: TokenCounts;
  readonly model: string | undefined;
  readonly serviceTier: string | undefined;
  /** What the answer is, e.g. `response` or `batch`. */
  readonly object: string | undefined;
  readonly id: string | undefined;
  /** Whether the answer is made in the background. */
  readonly background: boolean | undefined;
}

/** Objects that have counts as members, with those of nested objects. */
const blockNames = [
  'usage',
  'usageMetadata',
  'usage_metadata',
  'timings',
  'meta',
  'amazon-bedrock-invocationMetrics',
];
/** Counts that are members of the answer itself. */
const countNames = [
  'prompt_eval_count',
  'eval_count',
  'tokens_evaluated',
  'tokens_predicted',
  'prompt_token_count',
  'generation_token_count',
  'input_token_count',
  'generated_token_count',
];

const textNames: ReadonlyMap<string, 'model' | 'serviceTier' | 'object' | 'id'> = new Map([
  ['model', 'model'],
  ['modelVersion', 'model'],
  ['service_tier', 'serviceTier'],
  ['object', 'object'],
  ['id', 'id'],
]);

const memberNames = [...blockNames, ...countNames, ...textNames.keys(), 'background'];
const names = new MemberNames(memberNames);

// The object that has the block, and what is around it, such as a list of wrapped answers. Models write usage of their own
// into the arguments of tool calls, which are deeper.
const maxDepth = 3;

/** Members of an object that has not ended yet. */
type Holder = { -readonly [Name in keyof UsageBlock]?: UsageBlock[Name] | undefined };

/**
 * Finds one usage block in each JSON document that passes: the outermost, and of several at the same depth the last.
 * A block in more than three brackets is ignored.
 */
export class UsageBlocks {
  readonly #onBlock: (block: UsageBlock) => void;
  /** By depth. */
  readonly #holders: Holder[] = [{}, {}, {}, {}];
  /** The best block of the document so far. */
  #found: { readonly holder: Holder; readonly counts: TokenCounts; readonly depth: number } | undefined;
  readonly #scan = new MemberScan({
    names,
    maxDepth,
    onMember: (member) => this.#note(member),
    onLeave: (depth) => this.#leave(depth),
  });

  /** `onBlock` is called at the end of each document that has a block. */
  constructor(onBlock: (block: UsageBlock) => void) {
    this.#onBlock = onBlock;
  }

  push(json: Uint8Array): void {
    this.#scan.push(json);
  }

  #note({ name, depth, json }: FoundMember): void {
    noteMember(this.#holders[depth] ?? {}, name, parsedJson(json.toString()));
  }

  #leave(depth: number): void {
    const holder = this.#holders[depth] ?? {};
    const { counts } = holder;
    this.#holders[depth] = {};
    if (counts !== undefined && (this.#found === undefined || depth <= this.#found.depth))
      this.#found = { holder, counts, depth };
    if (depth > 1) return;
    // Groq wraps the block alone, and names the model outside.
    if (this.#found !== undefined) this.#onBlock(blockOf(this.#found, holder));
    this.#found = undefined;
  }
}

/** The usage block of one parsed answer; `undefined` if it has none. Does not look into other members. */
export function usageBlock(answer: JsonObject): UsageBlock | undefined {
  const holder: Holder = {};
  for (const name of memberNames) if (Object.hasOwn(answer, name)) noteMember(holder, name, answer[name]);
  const { counts } = holder;
  return counts && blockOf({ holder, counts }, holder);
}

function noteMember(holder: Holder, name: string, value: unknown): void {
  const text = textNames.get(name);
  if (text !== undefined) {
    if (typeof value === 'string' && value !== '') holder[text] = value;
  } else if (name === 'background') holder.background = value === true;
  else if (!isObject(value)) addCounts(holder, tokenCount(name, value));
  else {
    addCounts(holder, tokenCounts(value));
    // Anthropic names the tier inside the block.
    const tier = value['service_tier'];
    if (typeof tier === 'string' && tier !== '') holder.serviceTier ??= tier;
  }
}

function addCounts(holder: Holder, counts: TokenCounts): void {
  if (counts.size > 0) holder.counts = new Map([...(holder.counts ?? []), ...counts]);
}

function blockOf(
  { holder, counts }: { readonly holder: Holder; readonly counts: TokenCounts },
  outermost: Holder,
): UsageBlock {
  return {
    counts,
    model: holder.model ?? outermost.model,
    serviceTier: holder.serviceTier ?? outermost.serviceTier,
    object: holder.object,
    id: holder.id,
    background: holder.background,
  };
}
