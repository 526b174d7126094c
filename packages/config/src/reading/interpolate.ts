/** Where the values of `${...}` references come from. */
export interface InterpolationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file at `path`, which is absolute or relative to the config file. Throws if the file cannot be read. */
  readonly readFile: (path: string) => string;
}

/** A text with its references replaced. */
export interface Interpolated {
  readonly text: string;
  /** The parts that came from the environment or a file. */
  readonly secrets: readonly string[];
  /** Paths of the files that were read, as written. */
  readonly files: readonly string[];
  /** Messages about references that could not be replaced. */
  readonly problems: readonly string[];
}

const references = /\$\$\{|\$\{([^}]*)\}|\$\{/g;

/** Whether `text` contains a `${...}` reference or an escaped `$${`. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** Replaces `${NAME}`, `${NAME:-default}` and `${file:path}` by their values, and `$${` by `${`. */
export function interpolate(text: string, sources: InterpolationSources): Interpolated {
  const secrets: string[] = [];
  const files: string[] = [];
  const problems: string[] = [];
  const replaced = text.replaceAll(references, (written: string, reference: string | undefined) => {
    if (written === '$${') return '${';
    if (reference === undefined) {
      problems.push('A ${ has no closing }. Write $${ if the characters are meant.');
      return '';
    }
    const value = lookUp(reference, sources, files);
    if ('problem' in value) problems.push(value.problem);
    else if (value.isSecret && value.text !== '') secrets.push(value.text);
    return 'problem' in value ? '' : value.text;
  });
  return { text: replaced, secrets, files, problems };
}

/** Escapes `text` so that interpolation returns it unchanged. */
export function escapeReferences(text: string): string {
  return text.replaceAll('${', () => '$${');
}

type Value = { readonly text: string; readonly isSecret: boolean } | { readonly problem: string };

function lookUp(reference: string, sources: InterpolationSources, files: string[]): Value {
  if (reference.startsWith('file:')) return fromFile(reference.slice('file:'.length).trim(), sources, files);
  const [, name, fallback] = /^\s*([A-Za-z_][\w.-]*)\s*(?::-(.*))?$/s.exec(reference) ?? [];
  if (name === undefined) {
    return {
      problem:
        'This is not a reference. Write ${NAME}, ${NAME:-default} or ${file:path}, or $${ if the characters are meant.',
    };
  }
  const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
  if (value !== undefined && value !== '') return { text: value, isSecret: true };
  if (fallback !== undefined) return { text: fallback, isSecret: false };
  const state = value === undefined ? 'is not set' : 'is empty';
  return {
    problem: `The environment variable ${name} ${state}. Write \${${name}:-default} if it is optional.`,
  };
}

function fromFile(path: string, { readFile }: InterpolationSources, files: string[]): Value {
  if (path === '') return { problem: 'The reference names no file. Write ${file:/run/secrets/name}.' };
  files.push(path);
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
