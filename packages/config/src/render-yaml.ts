import type { YAMLMap, YAMLSeq } from 'yaml';
import { Document, isMap, isSeq, visit } from 'yaml';

import { hasReference } from './reading/interpolate.ts';
import { isSecretName } from './secrets/hide-secrets.ts';

/** A config document as YAML text. */
export interface RenderedYaml {
  readonly text: string;
  /** Variables that replace secrets in `text`. Set them before the config is used. */
  readonly variables: readonly string[];
}

const maxFlowLength = 100;

/** Writes a config document as YAML, with a `${NAME}` in place of each secret. */
export function renderYaml(document: Readonly<Record<string, unknown>>): RenderedYaml {
  const variables: string[] = [];
  const content = withoutSecrets(document, [], variables);
  const yaml = new Document(content);
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
      return [name, isSecret ? variableFor(inner, variables) : withoutSecrets(part, inner, variables)];
    }),
  );
}

// Profile sources call the field that names a profile `key`.
function isFieldName(path: readonly string[]): boolean {
  return path.join('.') === 'profiles.options.key';
}

// `endpoints.endpoint-1.credential.options.key` becomes ENDPOINT_1_KEY.
function variableFor(path: readonly string[], variables: string[]): string {
  const words = [path[1] ?? 'laneway', path.at(-1) ?? 'secret'];
  const name = words
    .join('_')
    .replaceAll(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
  variables.push(name);
  return `\${${name}}`;
}

// Short flat maps and lists on one line, as people write them.
function compact(node: YAMLMap | YAMLSeq): void {
  const isFlat = node.items.every((item) => {
    const value =
      isMap(node) && typeof item === 'object' && item !== null && 'value' in item ? item.value : item;
    return !isMap(value) && !isSeq(value);
  });
  const isShort = JSON.stringify(node.toJSON()).length <= maxFlowLength;
  if (isFlat && isShort) node.flow = true;
}
