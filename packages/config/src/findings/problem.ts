/** Something wrong in a config, or worth a warning, and where. Never holds a value from the environment or a file. */
export interface Problem {
  /** Config file as it was named by the caller; `environment` for the environment. */
  readonly file: string;
  /** From 1; `undefined` for the environment. */
  readonly line: number | undefined;
  /** From 1; `undefined` for the environment. */
  readonly column: number | undefined;
  /** Config path, e.g. `endpoints.east-ptu.slots`, or name of the environment variable. */
  readonly path: string;
  readonly message: string;
  /** What was written, as JSON, shortened. Absent if it isn't the point, or might be secret. */
  readonly value?: string;
  readonly allowed?: readonly string[];
  /** What was probably meant. */
  readonly suggestion?: string;
}

/** One line per problem: `laneway.yaml:12:7  endpoints.east-ptu.slost  unknown key; did you mean "slots"?`. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems.map(formatProblem).join('\n');
}

function formatProblem(problem: Problem): string {
  return [place(problem), problem.path, sentence(problem)].filter((part) => part !== '').join('  ');
}

function place({ file, line, column }: Problem): string {
  return line === undefined ? file : `${file}:${line}:${column ?? 1}`;
}

function sentence({ message, value, allowed = [], suggestion }: Problem): string {
  const parts = [message];
  if (value !== undefined) parts.push(`got ${value}`);
  // A mistyped key has no value; what it was meant to be says more than the list of all others.
  if (allowed.length > 0 && (value !== undefined || suggestion === undefined))
    parts.push(`allowed: ${allowed.join(', ')}`);
  if (suggestion !== undefined) parts.push(`did you mean ${JSON.stringify(suggestion)}?`);
  return parts.join('; ');
}

/** Sorts problems by line and column; those without a place come first. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
