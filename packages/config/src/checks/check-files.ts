import type { Finding } from '../findings/finding.ts';
import type { FillSources } from '../reading/fill-references.ts';
import { whyUnreadable } from '../reading/why-unreadable.ts';
import type { Written } from './written.ts';

/** Files that have to be there for the gateway to start. */
export function checkFiles(config: Written, { readFile }: Pick<FillSources, 'readFile'>): Finding[] {
  const tls = config.at('listen', 'tls');
  return ['cert', 'key', 'clientCa'].flatMap((name) => unreadable(tls.at(name), readFile));
}

function unreadable({ text, path }: Written, readFile: FillSources['readFile']): Finding[] {
  if (text === undefined) return [];
  try {
    readFile(text);
    return [];
  } catch (error) {
    return [{ path, part: 'value', message: `can’t read file ${text}: ${whyUnreadable(error)}` }];
  }
}
