import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './workspace.mjs';

/**
 * Writes `content` between `<!-- section -->` and `<!-- /section -->` of the file, where `section` is the given name. If
 * the process has the argument `--check`, only says whether the file has it already, and sets the exit code to 1 if not.
 */
export function documentSection({ file, section, content }) {
  const text = readFileSync(file, 'utf8');
  const current = withSection(text, section, content);
  if (!process.argv.includes('--check')) writeFileSync(file, current);
  else if (current !== text) {
    const name = relative(root, fileURLToPath(file));
    console.error(`The section "${section}" of ${name} is not current. Run \`npm run format\`.`);
    process.exitCode = 1;
  }
}

/** `text` with `content` as its section `name`. Throws if it has no such section. */
export function withSection(text, name, content) {
  const [opening, closing] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [begin, end] = [text.indexOf(opening), text.indexOf(closing)];
  if (begin === -1 || end < begin) throw new Error(`There is no section between ${opening} and ${closing}.`);
  return `${text.slice(0, begin + opening.length)}\n\n${content}\n\n${text.slice(end)}`;
}
