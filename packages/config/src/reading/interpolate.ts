/** What values are filled in from. */
export interface InterpolationSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the file at `path`, which is relative to the config file or absolute. Throws if it can't be read. */
  readonly readFile: (path: string) => string;
}

/** What became of the references in a text. */
export interface Filled {
  readonly text: string;
  /** What came from the environment or a file. */
  readonly secrets: readonly string[];
  /** Files that were read, as they were named. */
  readonly files: readonly string[];
  readonly problems: readonly string[];
}

const references = /\$\$\{|\$\{([^}]*)\}|\$\{/g;

/** Whether `text` holds `${...}` or an escaped `$${`. */
export function hasReference(text: string): boolean {
  return text.includes('${');
}

/** Puts values where `${NAME}`, `${NAME:-default}` and `${file:path}` stand; `$${` becomes `${`. */
export function interpolate(text: string, sources: InterpolationSources): Filled {
  const secrets: string[] = [];
  const files: string[] = [];
  const problems: string[] = [];
  const filled = text.replaceAll(references, (written: string, reference: string | undefined) => {
    if (written === '$${') return '${';
    if (reference === undefined) {
      problems.push('a ${ without its }; write $${ if the text is meant');
      return '';
    }
    const value = lookUp(reference, sources, files);
    if ('problem' in value) problems.push(value.problem);
    else if (value.isSecret && value.text !== '') secrets.push(value.text);
    return 'problem' in value ? '' : value.text;
  });
  return { text: filled, secrets, files, problems };
}

/** Writes a text so that filling gives it back. */
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
        'not a reference; write ${NAME}, ${NAME:-default} or ${file:path}, or $${ if the text is meant',
    };
  }
  const value = Object.hasOwn(sources.env, name) ? sources.env[name] : undefined;
  if (value !== undefined && value !== '') return { text: value, isSecret: true };
  if (fallback !== undefined) return { text: fallback, isSecret: false };
  const state = value === undefined ? 'is not set' : 'is empty';
  return { problem: `environment variable ${name} ${state}; write \${${name}:-default} if it may be` };
}

function fromFile(path: string, { readFile }: InterpolationSources, files: string[]): Value {
  if (path === '') return { problem: 'names no file; write ${file:/run/secrets/name}' };
  files.push(path);
  try {
    // Secret files usually end with a line end that nobody meant to be part of the secret.
    const text = readFile(path).replace(/\r?\n$/, '');
    return text === '' ? { problem: `file ${path} is empty` } : { text, isSecret: true };
  } catch (error) {
    return { problem: `can’t read file ${path}: ${whyUnreadable(error)}` };
  }
}

/** Why a file can't be read, in a few words. */
export function whyUnreadable(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'no permission';
  return error.message;
}
