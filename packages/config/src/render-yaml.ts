import type { YAMLMap, YAMLSeq } from 'yaml';
import { Document, isMap, isSeq, visit } from 'yaml';

import { hasReference } from './reading/interpolate.ts';
import { isSecretName } from './secrets/hide-secrets.ts';

/** A config document as text. */
export interface RenderedYaml {
  readonly text: string;
  /** Variables that stand in `text` where the document held a secret; to be set before it is used. */
  readonly variables: readonly string[];
}

const widest = 100;

/** Writes a config document as YAML. Secrets in it are never written: a `${NAME}` stands in their place. */
export function renderYaml(document: Readonly<Record<string, unknown>>): RenderedYaml {
  const variables: string[] = [];
  const shown = withoutSecrets(document, [], variables);
  const yaml = new Document(shown);
  visit(yaml, { Map: (_, map) => compact(map), Seq: (_, list) => compact(list) });
  return { text: yaml.toString({ lineWidth: 0, flowCollectionPadding: true }), variables };
}

function withoutSecrets(value: unknown, path: readonly string[], variables: string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => withoutSecrets(item, [...path, String(index + 1)], variables));
  }
  if (typeof value !== 'object' || value === null) return value;
  const isOptions = path.includes('options');
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => {
      const inner = [...path, name];
      const mayBeSecret = isOptions && isSecretName(name) && !isFieldName(inner);
      const isSecret = mayBeSecret && typeof part === 'string' && !hasReference(part);
      return [name, isSecret ? standIn(inner, variables) : withoutSecrets(part, inner, variables)];
    }),
  );
}

// Profile sources call the field by which they name profiles their key.
function isFieldName(path: readonly string[]): boolean {
  return path.join('.') === 'profiles.options.key';
}

// `endpoints.endpoint-1.credential.options.key` is ENDPOINT_1_KEY: sections and `options` say nothing.
function standIn(path: readonly string[], variables: string[]): string {
  const words = [path[1] ?? 'laneway', path.at(-1) ?? 'secret'];
  const name = words
    .join('_')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  variables.push(name);
  return `\${${name}}`;
}

// Small things on one line, as people write them.
function compact(node: YAMLMap | YAMLSeq): void {
  const isFlat = node.items.every((item) => {
    const value =
      isMap(node) && typeof item === 'object' && item !== null && 'value' in item ? item.value : item;
    return !isMap(value) && !isSeq(value);
  });
  const isShort = JSON.stringify(node.toJSON()).length <= widest;
  if (isFlat && isShort) node.flow = true;
}
