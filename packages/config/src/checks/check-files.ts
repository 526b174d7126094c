import type { Finding } from '../findings/finding.ts';
import type { InterpolationSources } from '../reading/interpolate.ts';
import { unreadableFile } from '../reading/interpolate.ts';
import type { UncheckedNode } from '../reading/unchecked-node.ts';

/** Finds files that the gateway needs at its start and cannot read. */
export function checkFiles(
  config: UncheckedNode,
  { readFile }: Pick<InterpolationSources, 'readFile'>,
): Finding[] {
  const tls = config.at('listen', 'tls');
  return ['cert', 'key', 'clientCa'].flatMap((name) => checkFile(tls.at(name), readFile));
}

function checkFile({ text, path }: UncheckedNode, readFile: InterpolationSources['readFile']): Finding[] {
  if (text === undefined) return [];
  try {
    readFile(text);
    return [];
  } catch (error) {
    return [{ path, part: 'value', message: unreadableFile(text, error) }];
  }
}
