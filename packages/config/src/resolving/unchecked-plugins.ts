import type { PluginKind } from '@laneway/contracts';

import type { UncheckedNode } from '../reading/unchecked-node.ts';
import { formatPath } from '../findings/config-path.ts';
import { complete } from '../schema/plugin-use.ts';
import type { PlacedUse } from './plugin-uses.ts';

/** The plugins of a refused document, which may have further problems. */
export interface UncheckedPlugins {
  readonly uses: readonly PlacedUse[];
  /** The document's `plugins`. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Folder that relative paths are relative to; absolute. */
  readonly baseDir: string;
}

/** Every plugin that a document names, without malformed uses, which are reported already. */
export function uncheckedPlugins(config: UncheckedNode, baseDir: string): UncheckedPlugins {
  const names = config
    .at('plugins')
    .entries.flatMap(([name, { text }]) => (text === undefined ? [] : [[name, text]]));
  return { uses: usesOf(config), plugins: Object.fromEntries(names), baseDir };
}

function usesOf(config: UncheckedNode): PlacedUse[] {
  const endpoints = config.at('endpoints').entries.map(([, endpoint]) => endpoint);
  const facades = config.at('facades').entries.map(([, facade]) => facade);
  return [
    ...placed('queue-policy', config.at('queue', 'policy')),
    ...config.at('authenticators').items.flatMap((part) => placed('authenticator', part)),
    ...placed('profile-source', config.at('profiles')),
    ...placed('quota-store', config.at('quotas')),
    ...endpoints.flatMap((endpoint) => [
      ...placed('connector', endpoint.at('connector')),
      ...placed('credential', endpoint.at('credential')).filter(({ use }) => use.use !== 'passthrough'),
      ...endpoint.at('processors').items.flatMap((part) => placed('response-processor', part)),
    ]),
    ...placed('dialect', config.at('dialect')),
    ...facades.flatMap((facade) => [
      ...placed('balancer', facade.at('balancer')),
      ...placed('dialect', facade.at('dialect')),
    ]),
    ...config.at('requestProcessors').items.flatMap((part) => placed('request-processor', part)),
    ...config.at('telemetry', 'sinks').items.flatMap((part) => placed('telemetry-sink', part)),
  ];
}

function placed(kind: PluginKind, part: UncheckedNode): PlacedUse[] {
  const use = part.text ?? part.at('use').text;
  if (use === undefined || use === '') return [];
  return [{ path: formatPath(part.path), kind, use: complete({ use, options: part.at('options').value }) }];
}
