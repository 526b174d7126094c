import type { Document, YAMLError } from 'yaml';
import { isMap, LineCounter, parseDocument } from 'yaml';

import type { Problem } from '../findings/problem.ts';
import { FileOrigin } from './file-origin.ts';
import { PlainReader } from './plain-reader.ts';

/** A config file as plain data. */
export interface YamlReading {
  /** Maps are objects without a prototype; empty values are left out of them. An empty file is an empty map. */
  readonly value: unknown;
  readonly origin: FileOrigin;
  readonly problems: readonly Problem[];
  /** Line of the first syntax error: what follows may have been read wrong. */
  readonly brokenFromLine: number | undefined;
}

// A config of a thousand endpoints has 300 kB; the parser needs a second for 10 MB of brackets.
const mostCharacters = 4_000_000;
const mostSyntaxErrors = 20;

/** Reads YAML 1.2 (so also JSON) with `<<` merge keys. `file` is what problems call it. */
export function readYaml(text: string, file: string): YamlReading {
  const lines = new LineCounter();
  const origin = new FileOrigin(file, lines);
  if (text.length > mostCharacters) {
    const problem = problemAt(origin, 0, `longer than ${mostCharacters} characters`);
    return { value: {}, origin, problems: [problem], brokenFromLine: 1 };
  }
  // Duplicate keys are found by PlainReader, which also sees that "1" and 1 are the same.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: false,
  });
  const syntax = syntaxProblems(text, document, origin);
  const reader = new PlainReader(document, origin);
  const value = reader.read();
  return {
    value,
    origin,
    problems: [...syntax, ...(syntax.length === 0 ? rootProblems(document, origin) : []), ...reader.problems],
    brokenFromLine: syntax[0]?.line,
  };
}

function syntaxProblems(text: string, document: Document.Parsed, origin: FileOrigin): Problem[] {
  const exhausted = document.errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (exhausted !== undefined) return [problemAt(origin, exhausted.pos[0], 'nested too deeply')];
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  errors.sort((a, b) => a.pos[0] - b.pos[0]);
  const problems = errors
    .filter((error, index) => index === 0 || !isFollowUp(error))
    .map((error) => problemAt(origin, error.pos[0], `not valid YAML: ${explainSyntax(error, text)}`));
  return problems.filter(({ line }, index) => line !== problems[index - 1]?.line).slice(0, mostSyntaxErrors);
}

// Once the parser is lost, every word of the rest of the file surprises it.
function isFollowUp({ message }: YAMLError): boolean {
  return message.includes('token in YAML stream');
}

function explainSyntax({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a config is one document, but a second one begins here';
  if (code === 'TAB_AS_INDENT') return 'a tab can’t indent, use spaces';
  if (text.slice(pos[0] - 1, pos[0] + 1) === '${') return 'between { } and [ ] write "${...}" in quotes';
  return `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/ in YAML stream.*$/s, '')}`;
}

function rootProblems({ contents }: Document.Parsed, origin: FileOrigin): Problem[] {
  if (contents === null || isMap(contents)) return [];
  const isEmpty = 'value' in contents && contents.value === null;
  return isEmpty
    ? []
    : [problemAt(origin, contents.range[0], 'a config is a map of keys, e.g. `endpoints:`')];
}

function problemAt(origin: FileOrigin, offset: number, message: string): Problem {
  return { file: origin.file, ...origin.position(offset), path: '', message };
}
