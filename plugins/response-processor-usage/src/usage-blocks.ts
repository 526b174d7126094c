import { isObject, MemberNames, MemberScan, parsedJson } from '@laneway/answer-content';
import type { FoundMember } from '@laneway/answer-content';

import type { TokenCounts } from './token-counts.ts';
import { tokenCounts } from './token-counts.ts';

/** A usage block, with the model and service tier that stand beside it. */
export interface UsageBlock {
  readonly counts: TokenCounts;
  readonly model: string | undefined;
  readonly serviceTier: string | undefined;
}

type Role = 'counts' | 'model' | 'serviceTier';

const roles: ReadonlyMap<string, Role> = new Map([
  ['usage', 'counts'],
  ['usageMetadata', 'counts'],
  ['model', 'model'],
  ['modelVersion', 'model'],
  ['service_tier', 'serviceTier'],
]);

const names = new MemberNames([...roles.keys()]);

// The object that has the block, and what is around it, such as a list of wrapped answers. Models write usage of their own
// into the arguments of tool calls, which are deeper.
const maxDepth = 3;

/** Members of an object that has not ended yet. */
type Holder = { -readonly [Name in Role]?: UsageBlock[Name] | undefined };

/**
 * Finds one usage block in each JSON document that passes: the outermost, and of several at the same depth the last.
 * A block in more than three brackets is ignored.
 */
export class UsageBlocks {
  readonly #onBlock: (block: UsageBlock) => void;
  /** By depth. */
  readonly #holders: Holder[] = [{}, {}, {}, {}];
  /** The best block of the document so far. */
  #found: { readonly block: UsageBlock; readonly depth: number } | undefined;
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
    const holder = this.#holders[depth] ?? {};
    const role = roles.get(name) ?? 'counts';
    const value = parsedJson(json.toString());
    if (role !== 'counts') {
      if (typeof value === 'string' && value !== '') holder[role] = value;
    } else if (isObject(value)) {
      holder.counts = tokenCounts(value) ?? holder.counts;
      // Anthropic names the tier inside the block.
      const tier = value['service_tier'];
      if (typeof tier === 'string' && tier !== '') holder.serviceTier ??= tier;
    }
  }

  #leave(depth: number): void {
    const { counts, model, serviceTier } = this.#holders[depth] ?? {};
    this.#holders[depth] = {};
    if (counts !== undefined && (this.#found === undefined || depth <= this.#found.depth))
      this.#found = { block: { counts, model, serviceTier }, depth };
    if (depth > 1) return;
    if (this.#found !== undefined) this.#onBlock(this.#found.block);
    this.#found = undefined;
  }
}
