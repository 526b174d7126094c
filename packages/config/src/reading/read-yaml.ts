import type { Document, YAMLError } from 'yaml';
import { isMap, LineCounter, parseDocument } from 'yaml';

import type { Problem } from '../findings/problem.ts';
import { FileOrigin } from './file-origin.ts';
import { PlainReader } from './plain-reader.ts';

/** A config file as plain data. */
export interface YamlReading {
  /** Maps are objects without a prototype and without their empty values. An empty file is an empty map. */
  readonly value: unknown;
  readonly origin: FileOrigin;
  readonly problems: readonly Problem[];
  /** Line of the first syntax error; the rest may have been misread. */
  readonly brokenFromLine: number | undefined;
}

// A config of a thousand endpoints has 300 kB; the parser needs a second for 10 MB of brackets.
const maxCharacters = 4_000_000;
const maxSyntaxErrors = 20;

/** Reads YAML 1.2, and so JSON, with `<<` merge keys. Problems name `file`. */
export function readYaml(text: string, file: string): YamlReading {
  const lines = new LineCounter();
  const origin = new FileOrigin(file, lines);
  if (text.length > maxCharacters) {
    const problem = problemAt(origin, 0, `The config has more than ${maxCharacters} characters.`);
    return { value: {}, origin, problems: [problem], brokenFromLine: 1 };
  }
  // PlainReader finds duplicate keys: it also knows that "1" and 1 are the same.
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
  if (exhausted !== undefined)
    return [problemAt(origin, exhausted.pos[0], 'The config is nested too deeply.')];
  const errors: YAMLError[] = [...document.errors, ...document.warnings];
  errors.sort((a, b) => a.pos[0] - b.pos[0]);
  const problems = errors
    .filter((error, index) => index === 0 || !isFollowUp(error))
    .map((error) =>
      problemAt(origin, error.pos[0], `This is not valid YAML: ${explainSyntax(error, text)}.`),
    );
  return problems.filter(({ line }, index) => line !== problems[index - 1]?.line).slice(0, maxSyntaxErrors);
}

// After the first error the parser reports every following token.
function isFollowUp({ message }: YAMLError): boolean {
  return message.includes('token in YAML stream');
}

function explainSyntax({ code, message, pos }: YAMLError, text: string): string {
  if (code === 'MULTIPLE_DOCS') return 'a config is one document, but a second one begins here';
  if (code === 'TAB_AS_INDENT') return 'indent with spaces, not with tabs';
  if (text.slice(pos[0] - 1, pos[0] + 1) === '${') return 'put "${...}" in quotes between { } and [ ]';
  return `${message.charAt(0).toLowerCase()}${message.slice(1).replace(/ in YAML stream.*$/s, '')}`;
}

function rootProblems({ contents }: Document.Parsed, origin: FileOrigin): Problem[] {
  if (contents === null || isMap(contents)) return [];
  const isEmpty = 'value' in contents && contents.value === null;
  return isEmpty
    ? []
    : [problemAt(origin, contents.range[0], 'A config must be a map of keys, e.g. `endpoints:`.')];
}

function problemAt(origin: FileOrigin, offset: number, message: string): Problem {
  return { file: origin.file, ...origin.position(offset), path: '', message };
}
