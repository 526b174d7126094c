import type { Finding } from '../findings/finding.ts';
import type { InterpolationSources } from '../reading/interpolate.ts';
import { whyUnreadable } from '../reading/interpolate.ts';
import type { UncheckedNode } from '../reading/unchecked-node.ts';

/** Files that have to be there for the gateway to start. */
export function checkFiles(
  config: UncheckedNode,
  { readFile }: Pick<InterpolationSources, 'readFile'>,
): Finding[] {
  const tls = config.at('listen', 'tls');
  return ['cert', 'key', 'clientCa'].flatMap((name) => unreadable(tls.at(name), readFile));
}

function unreadable({ text, path }: UncheckedNode, readFile: InterpolationSources['readFile']): Finding[] {
  if (text === undefined) return [];
  try {
    readFile(text);
    return [];
  } catch (error) {
    return [{ path, part: 'value', message: `can’t read file ${text}: ${whyUnreadable(error)}` }];
  }
}
