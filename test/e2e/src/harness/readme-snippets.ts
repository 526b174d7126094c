import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../../', import.meta.url);

/** Absolute path of a file of the repository. */
export function repositoryPath(path: string): string {
  return fileURLToPath(new URL(path, root));
}

/** Fenced blocks of a README by the comment before each, e.g. `<!-- config: tiers -->`, otherwise by language and number, e.g. `js 1`. */
export function readmeSnippets(path: string): ReadonlyMap<string, string> {
  const snippets = new Map<string, string>();
  const counts = new Map<string, number>();
  const blocks = /(?:<!-- (?<name>.+?) -->\n)?```(?<language>\w+)\n(?<text>[^]*?)```/g;
  for (const { groups } of readFileSync(repositoryPath(path), 'utf8').matchAll(blocks)) {
    const { name, language = '', text = '' } = groups ?? {};
    const number = (counts.get(language) ?? 0) + 1;
    counts.set(language, number);
    snippets.set(name ?? `${language} ${number}`, text);
  }
  return snippets;
}
