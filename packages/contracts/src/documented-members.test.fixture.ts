import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Something that a contract file declares for plugin authors. */
export interface Declared {
  /** Path of it, e.g. `AttemptOutcome.throttled.final`. */
  readonly name: string;
  /** Text of its doc comment. */
  readonly doc: string | undefined;
}

/**
 * Everything that an exported declaration of a TypeScript source declares: itself, the members of interfaces, classes and
 * object types at any depth, and the members of unions. Left out are the tag of a union's member (`kind: 'success'`), which the
 * doc of that member covers, members of a union that name another type, and private members.
 */
export function declaredIn(path: string): readonly Declared[] {
  const source = readFileSync(path, 'utf8');
  const { program, comments, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);
  const docs = comments.filter(({ value }) => value.startsWith('*'));
  const declared: Declared[] = [];
  const note = (name: string, { start }: Node) => {
    const doc = docs.find(({ end }) => end <= start && /^[\s|]*$/.test(source.slice(end, start)));
    declared.push({ name, doc: doc?.value });
  };
  for (const statement of program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration === null) continue;
    const name = nameOf(statement.declaration);
    note(name, statement);
    visit(statement.declaration, name, note);
  }
  return declared;
}

type Note = (name: string, node: Node) => void;

function visit(node: Node, path: string, note: Note): void {
  const parts = node as Node & Record<string, unknown>;
  switch (node.type) {
    case 'TSUnionType':
      return visitUnion(parts.types as Node[], path, note);
    case 'TSInterfaceBody':
    case 'ClassBody':
      return visitMembers(parts.body as Node[], path, note);
    case 'TSTypeLiteral':
      return visitMembers(parts.members as Node[], path, note);
    case 'BlockStatement':
    case 'FunctionBody':
      return;
    default:
      for (const part of Object.values(parts).flat()) if (isNode(part)) visit(part, path, note);
  }
}

function visitUnion(types: readonly Node[], path: string, note: Note): void {
  for (const type of types) {
    const name = `${path}.${tagOf(type) ?? 'object'}`;
    if (type.type === 'TSTypeLiteral' || (type.type === 'TSLiteralType' && !path.includes('.')))
      note(name, type);
    visit(type, name, note);
  }
}

function visitMembers(members: readonly Node[], path: string, note: Note): void {
  for (const member of members) {
    if (isTag(member) || isPrivate(member)) continue;
    const name = `${path}.${nameOf(member)}`;
    note(name, member);
    visit(member, name, note);
  }
}

/** The tag of a union member: its text, or the text of its `kind`. */
function tagOf(type: Node): string | undefined {
  const { literal, members = [] } = type as Node & { literal?: { value: string }; members?: Node[] };
  return (
    literal?.value ?? members.map((member) => (isTag(member) ? tagText(member) : undefined)).find(Boolean)
  );
}

function isTag(member: Node): boolean {
  return nameOf(member) === 'kind' && tagText(member) !== undefined;
}

function tagText(member: Node): string | undefined {
  const { typeAnnotation } = member as Node & {
    typeAnnotation?: { typeAnnotation: { literal?: { value: string } } } | null;
  };
  return typeAnnotation?.typeAnnotation.literal?.value;
}

function isPrivate(member: Node): boolean {
  return (member as Node & { key?: Node }).key?.type === 'PrivateIdentifier';
}

function nameOf(node: Node): string {
  const { id, key, declarations } = node as Node & {
    id?: { name: string } | null;
    key?: { name?: string; value?: string };
    declarations?: { id: { name: string } }[];
  };
  return id?.name ?? key?.name ?? key?.value ?? declarations?.[0]?.id.name ?? node.type;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
