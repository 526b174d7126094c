/** A problem or a warning in a config, with its place. Never contains a value that came from the environment or a file. */
export interface Problem {
  /** Config file as the caller named it; `environment` for the environment. */
  readonly file: string;
  /** From 1; `undefined` for the environment. */
  readonly line: number | undefined;
  /** From 1; `undefined` for the environment. */
  readonly column: number | undefined;
  /** Config path, e.g. `endpoints.east-ptu.slots`, or name of the environment variable. */
  readonly path: string;
  /** One or more sentences. */
  readonly message: string;
  /** The written value as JSON, at most 60 characters. Absent if it does not matter or may be secret. */
  readonly value?: string;
  readonly allowed?: readonly string[];
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** One line per problem: `laneway.yaml:12:7  endpoints.east-ptu.slost  Unknown key; did you mean "slots"?`. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem(problem: Problem): string {
  return [place(problem), problem.path, sentences(problem)].filter((part) => part !== '').join('  ');
}

function place({ file, line, column }: Problem): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

function sentences({ message, value, allowed = [], suggestion }: Problem): string {
  const parts: string[] = [];
  if (value !== undefined) parts.push(`got ${value}`);
  // For a mistyped key the suggestion is enough: it has no value, and the list of all keys is long.
  if (allowed.length > 0 && (value !== undefined || suggestion === undefined))
    parts.push(`allowed: ${allowed.join(', ')}`);
  if (suggestion !== undefined) parts.push(`did you mean ${JSON.stringify(suggestion)}?`);
  return parts.length === 0 ? message : asSentence([message.replace(/\.$/, ''), ...parts].join('; '));
}

/** Adds a capital and a full stop to a message of a plugin or a library. */
export function asSentence(text: string): string {
  const begun = text.replace(/^[a-z](?=[a-z]* )/, (letter) => letter.toUpperCase());
  return /[.?!…]$/.test(begun) ? begun : `${begun}.`;
}

/** Sorts problems by line and column; those without a line come first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
