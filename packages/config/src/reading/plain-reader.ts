import type { Alias, Document, Node, Pair, YAMLMap, YAMLSeq } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, visit } from 'yaml';

import type { ConfigPath } from '../findings/config-path.ts';
import { formatPath } from '../findings/config-path.ts';
import type { Problem } from '../findings/problem.ts';
import type { FileOrigin } from './file-origin.ts';

// Far above any real config; nested aliases reach it at once.
const maxValues = 100_000;

type Entries = Record<string, unknown>;

/** Converts a YAML tree to plain data: records places, resolves aliases and `<<`, reports what a config cannot contain. */
export class PlainReader {
  readonly problems: Problem[] = [];
  readonly #document: Document.Parsed;
  readonly #origin: FileOrigin;
  readonly #targets: ReadonlyMap<Alias, Node>;
  // Maps and lists being read: an alias to one of them would recurse for ever.
  readonly #open = new Set<Node>();
  #values = 0;

  constructor(document: Document.Parsed, origin: FileOrigin) {
    this.#document = document;
    this.#origin = origin;
    this.#targets = aliasTargets(document);
  }

  read(): unknown {
    const { contents } = this.#document;
    return isMap(contents) ? this.#readMap(contents, []) : Object.create(null);
  }

  #read(node: unknown, path: ConfigPath): unknown {
    this.#values += 1;
    if (this.#values === maxValues + 1)
      this.#refuse(node, path, `The config has more than ${maxValues} values, aliases included.`);
    if (this.#values > maxValues) return undefined;
    if (isAlias(node)) return this.#readAlias(node, path);
    if (isMap(node)) return this.#readMap(node, path);
    if (isSeq(node)) return this.#readList(node, path);
    return isScalar(node) ? node.value : undefined;
  }

  #readAlias(alias: Alias, path: ConfigPath): unknown {
    const target = this.#resolve(alias, path);
    if (target === undefined) return undefined;
    if (this.#open.has(target)) {
      this.#refuse(alias, path, `The alias *${alias.source} contains itself.`);
      return undefined;
    }
    return this.#read(target, path);
  }

  #resolve(alias: Alias, path: ConfigPath): Node | undefined {
    const target = this.#targets.get(alias);
    if (target === undefined)
      this.#refuse(alias, path, `The alias *${alias.source} has no anchor &${alias.source} above it.`);
    return target;
  }

  #readList(list: YAMLSeq, path: ConfigPath): unknown[] {
    this.#open.add(list);
    const items = list.items.map((item, index) => {
      const itemPath = [...path, index];
      this.#origin.note(itemPath, { value: offsetOf(item) });
      return this.#read(item, itemPath);
    });
    this.#open.delete(list);
    return items;
  }

  #readMap(map: YAMLMap, path: ConfigPath): Entries {
    this.#open.add(map);
    // Without a prototype no key is special: not `constructor`, not `toString`.
    const entries: Entries = Object.create(null);
    const seen = new Set<string>();
    for (const pair of map.items) {
      if (!isMergeKey(pair)) this.#readPair(pair, path, entries, seen);
    }
    for (const pair of map.items) {
      if (isMergeKey(pair)) this.#merge(pair.value, path, entries, seen);
    }
    this.#open.delete(map);
    return entries;
  }

  #readPair(pair: Pair, path: ConfigPath, entries: Entries, seen: Set<string>): void {
    const name = keyName(pair.key);
    if (name === undefined) return this.#refuse(pair.key, path, 'A key must be plain text.');
    const valuePath = [...path, name];
    if (name === '__proto__') return this.#refuse(pair.key, valuePath, '__proto__ cannot be a key.');
    if (seen.has(name)) return this.#refuse(pair.key, valuePath, 'This key is given twice.');
    seen.add(name);
    this.#readValue(pair, valuePath, entries, name);
  }

  #readValue(pair: Pair, path: ConfigPath, entries: Entries, name: string): void {
    const key = offsetOf(pair.key);
    this.#origin.note(path, { key, value: hasText(pair.value) ? offsetOf(pair.value) : key });
    const value = this.#read(pair.value, path);
    // `key:` without a value counts as left out: often its contents are commented out.
    if (value !== null && value !== undefined) entries[name] = value;
  }

  // A map's own keys win over merged ones, and earlier merged maps over later ones.
  #merge(merged: unknown, path: ConfigPath, entries: Entries, seen: Set<string>): void {
    const sources = isSeq(merged) ? merged.items : [merged];
    for (const source of sources) {
      const map = isAlias(source) ? this.#resolve(source, path) : source;
      if (!isMap(map)) {
        if (map !== undefined) this.#refuse(source, path, '<< must name a map or a list of maps.');
      } else if (this.#open.has(map)) {
        this.#refuse(source, path, '<< merges a map into itself.');
      } else {
        this.#mergeMap(map, path, entries, seen);
      }
    }
  }

  #mergeMap(map: YAMLMap, path: ConfigPath, entries: Entries, seen: Set<string>): void {
    this.#open.add(map);
    for (const pair of map.items) {
      const name = keyName(pair.key);
      if (isMergeKey(pair)) this.#merge(pair.value, path, entries, seen);
      else if (name !== undefined && !seen.has(name)) this.#readPair(pair, path, entries, seen);
    }
    this.#open.delete(map);
  }

  #refuse(node: unknown, path: ConfigPath, message: string): void {
    const { file } = this.#origin;
    this.problems.push({ file, ...this.#origin.position(offsetOf(node)), path: formatPath(path), message });
  }
}

/** The node that each alias stands for: the last one before it with that anchor. */
function aliasTargets(document: Document.Parsed): Map<Alias, Node> {
  const marked = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  visit(document, {
    Alias(_, alias) {
      const target = marked.get(alias.source);
      if (target !== undefined) targets.set(alias, target);
    },
    Value(_, node) {
      if (node.anchor !== undefined) marked.set(node.anchor, node);
    },
  });
  return targets;
}

/** A key as it was written, so that 007 is not 7. */
function keyName(key: unknown): string | undefined {
  return isScalar(key) && key.value !== null ? (key.source ?? JSON.stringify(key.value)) : undefined;
}

function isMergeKey({ key }: Pair): boolean {
  return isScalar(key) && key.value === '<<' && key.type === 'PLAIN';
}

function hasText(node: unknown): boolean {
  return isAlias(node) || isMap(node) || isSeq(node) || (isScalar(node) && node.source !== '');
}

function offsetOf(node: unknown): number {
  const isNode = isAlias(node) || isMap(node) || isSeq(node) || isScalar(node);
  return (isNode ? node.range?.[0] : undefined) ?? 0;
}
