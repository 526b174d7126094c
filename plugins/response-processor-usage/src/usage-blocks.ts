import { parsedJson } from './parsed-json.ts';
import { stringEnd } from './string-end.ts';
import type { TokenCounts } from './token-counts.ts';
import { tokenCounts } from './token-counts.ts';

/** A usage block, with what the object that holds it says beside it. */
export interface UsageBlock {
  readonly counts: TokenCounts;
  readonly model: string | undefined;
  readonly serviceTier: string | undefined;
}

/**
 * The usage of each JSON document in `text`, in order. Of several blocks in a document the outermost counts,
 * of several as deep the last. One that more than three brackets enclose is none: models write such into tool calls.
 */
export function usageBlocks(text: string): readonly UsageBlock[] {
  return new Scan(text).blocks();
}

// Of the object that holds a usage block: itself and what it is in, e.g. a list of wrapped answers.
const deepestHolder = 3;

type Role = 'usage' | 'model' | 'serviceTier';

const roles: ReadonlyMap<string, Role> = new Map([
  ['usage', 'usage'],
  ['usageMetadata', 'usage'],
  ['model', 'model'],
  ['modelVersion', 'model'],
  ['service_tier', 'serviceTier'],
]);

const longestName = Math.max(...[...roles.keys()].map((name) => name.length));

/** An object or array that has been entered and not yet left. */
interface Frame {
  readonly start: number;
  /** Whether it is a usage block itself. */
  readonly isUsage: boolean;
  counts: TokenCounts | undefined;
  model: string | undefined;
  serviceTier: string | undefined;
}

/** One pass over a text, from bracket to bracket and string to string; nothing else is looked at. */
class Scan {
  readonly #text: string;
  readonly #blocks: UsageBlock[] = [];
  /** The frames down to where usage may be; what is deeper is only counted in `#depth`. */
  readonly #frames: Frame[] = [];
  #depth = 0;
  /** The last member with a role, and where its value begins. */
  #member: { readonly role: Role; readonly valueAt: number } | undefined;
  /** The best of the document so far. */
  #found: { readonly block: UsageBlock; readonly depth: number } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  blocks(): readonly UsageBlock[] {
    const structure = /["{}[\]]/g;
    for (let match = structure.exec(this.#text); match !== null; match = structure.exec(this.#text)) {
      if (match[0] === '"') structure.lastIndex = this.#readString(match.index);
      else if (match[0] === '{' || match[0] === '[') this.#enter(match.index, match[0] === '{');
      else this.#leave(match.index + 1);
    }
    return this.#blocks;
  }

  /** Returns where the string has ended. */
  #readString(start: number): number {
    const end = stringEnd(this.#text, start);
    const frame = this.#frames.at(-1);
    if (frame === undefined || this.#depth > this.#frames.length) return end;
    if (this.#member?.valueAt === start)
      this.#keepValue(frame, this.#member.role, this.#text.slice(start, end));
    else if (end - start - 2 <= longestName) this.#noteMember(this.#text.slice(start + 1, end - 1), end);
    return end;
  }

  #keepValue(frame: Frame, role: Role, json: string): void {
    const value = parsedJson(json);
    if (role !== 'usage' && typeof value === 'string' && value !== '') frame[role] = value;
  }

  #noteMember(name: string, nameEnd: number): void {
    const role = roles.get(name);
    if (role === undefined) return;
    const separator = /\s*:\s*/y;
    separator.lastIndex = nameEnd;
    if (separator.test(this.#text)) this.#member = { role, valueAt: separator.lastIndex };
  }

  #enter(start: number, isObject: boolean): void {
    this.#depth += 1;
    if (this.#depth > deepestHolder + 1) return;
    const isUsage = isObject && this.#member?.valueAt === start && this.#member.role === 'usage';
    this.#frames.push({ start, isUsage, counts: undefined, model: undefined, serviceTier: undefined });
  }

  #leave(end: number): void {
    const left = this.#depth > this.#frames.length ? undefined : this.#frames.pop();
    this.#depth = Math.max(0, this.#depth - 1);
    if (left === undefined) return;
    const holder = this.#frames.at(-1);
    if (left.isUsage && holder !== undefined) this.#keepCounts(holder, left, end);
    this.#consider(left, this.#depth + 1);
    if (holder === undefined) this.#endDocument();
  }

  #keepCounts(holder: Frame, usage: Frame, end: number): void {
    holder.counts = tokenCounts(this.#text.slice(usage.start, end)) ?? holder.counts;
    // Anthropic names the tier inside the block.
    holder.serviceTier ??= usage.serviceTier;
  }

  #consider({ counts, model, serviceTier }: Frame, depth: number): void {
    if (counts === undefined || (this.#found !== undefined && this.#found.depth < depth)) return;
    this.#found = { block: { counts, model, serviceTier }, depth };
  }

  #endDocument(): void {
    if (this.#found !== undefined) this.#blocks.push(this.#found.block);
    this.#found = undefined;
  }
}
