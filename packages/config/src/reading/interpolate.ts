/** What a `${...}` stands for. */
export type Reference =
  | { readonly kind: 'variable'; readonly name: string }
  /** `path` as written. */
  | { readonly kind: 'file'; readonly path: string };

/** Where the values of `${...}` references come from. */
export interface InterpolationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file at `path`, which is absolute or relative to the config file. Throws if the file cannot be read. */
  readonly readFile: (path: string) => string;
  /** Whether a reference may be replaced. Others are not looked up, and are problems. @default all */
  readonly allows?: (reference: Reference) => boolean;
}

/** A text with its references replaced. */
export interface Interpolated {
  readonly text: string;
  /** The parts that came from the environment or a file. */
  readonly secrets: readonly string[];
  readonly references: readonly Reference[];
  /** Messages about references that could not be replaced. */
  readonly problems: readonly string[];
}

const pattern = /\$\$\{|\$\{([^}]*)\}|\$\{/g;

/** Whether `text` contains a `${...}` reference or an escaped `$${`. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** Replaces `${NAME}`, `${NAME:-default}` and `${file:path}` by their values, and `$${` by `${`. */
export function interpolate(text: string, sources: InterpolationSources): Interpolated {
  const secrets: string[] = [];
  const references: Reference[] = [];
  const problems: string[] = [];
  const replaced = text.replaceAll(pattern, (written: string, reference: string | undefined) => {
    if (written === '$${') return '${';
    if (reference === undefined) {
      problems.push('A ${ has no closing }. Write $${ if the characters are meant.');
      return '';
    }
    const found = parseReference(reference);
    if (found === undefined) {
      problems.push(
        'This is not a reference. Write ${NAME}, ${NAME:-default} or ${file:path}, or $${ if the characters are meant.',
      );
      return '';
    }
    references.push(found);
    const value = lookUp(found, sources);
    if ('problem' in value) problems.push(value.problem);
    else if (value.isSecret && value.text !== '') secrets.push(value.text);
    return 'problem' in value ? '' : value.text;
  });
  return { text: replaced, secrets, references, problems };
}

/** The references in `text` that interpolation would replace. */
export function referencesIn(text: string): Reference[] {
  return Array.from(text.matchAll(pattern), ([written, reference]) =>
    written === '$${' || reference === undefined ? undefined : parseReference(reference),
  ).filter((reference) => reference !== undefined);
}

/** Escapes `text` so that interpolation returns it unchanged. */
export function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}

type ParsedReference = Reference & { readonly fallback?: string | undefined };

function parseReference(written: string): ParsedReference | undefined {
  if (written.startsWith('file:')) return { kind: 'file', path: written.slice('file:'.length).trim() };
  const [, name, fallback] = /^\s*([A-Za-z_][\w.-]*)\s*(?::-(.*))?$/s.exec(written) ?? [];
  return name === undefined ? undefined : { kind: 'variable', name, fallback };
}

type Value = { readonly text: string; readonly isSecret: boolean } | { readonly problem: string };

function lookUp(reference: ParsedReference, sources: InterpolationSources): Value {
  if (sources.allows?.(reference) === false) return { problem: notAllowed(reference) };
  return reference.kind === 'file'
    ? fromFile(reference.path, sources)
    : fromVariable(reference.name, reference.fallback, sources);
}

function notAllowed(reference: Reference): string {
  const subject = reference.kind === 'file' ? 'file' : 'environment variable';
  return `A request body cannot refer to this ${subject}. It must be in the config file, or in its \`admin.secrets\`.`;
}

function fromVariable(name: string, fallback: string | undefined, { env }: InterpolationSources): Value {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return { text: value, isSecret: true };
  if (fallback !== undefined) return { text: fallback, isSecret: false };
  const state = value === undefined ? 'is not set' : 'is empty';
  return {
    problem: `The environment variable ${name} ${state}. Write \${${name}:-default} if it is optional.`,
  };
}

function fromFile(path: string, { readFile }: InterpolationSources): Value {
  if (path === '') return { problem: 'The reference names no file. Write ${file:/run/secrets/name}.' };
  try {
    // Secret files usually end with a line end that is not part of the secret.
    const text = readFile(path).replace(/\r?\n$/, '');
    return text === '' ? { problem: `The file ${path} is empty.` } : { text, isSecret: true };
  } catch (error) {
    return { problem: unreadableFile(path, error) };
  }
}

/** The sentence that says why the file at `path` cannot be read. */
export function unreadableFile(path: string, error: unknown): string {
  return `The file ${path} cannot be read: ${reason(error)}.`;
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'it does not exist';
  if (code === 'EACCES') return 'permission is denied';
  return error.message;
}
