import { didYouMean } from '../findings/closest.ts';
import type { ConfigPath } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import type { UncheckedNode } from '../reading/unchecked-node.ts';

interface Reference {
  readonly name: string;
  readonly path: ConfigPath;
  readonly part: 'key' | 'value';
}

/** Finds names that refer to nothing, and names that are given twice. */
export function checkReferences(config: UncheckedNode): Finding[] {
  const lanes = laneNames(config);
  const endpoints = config.at('endpoints').names;
  return [
    ...repeatedLanes(config),
    ...repeatedPriorityKeys(config),
    ...unknownNames('lane', lanes, laneReferences(config)),
    ...unknownNames('endpoint', endpoints, endpointReferences(config)),
    ...repeatedEndpoints(config),
    ...foreignDeployments(config),
  ];
}

/** Names of the lanes in rank order. */
function laneNames(config: UncheckedNode): string[] {
  const lanes = config.at('lanes');
  if (!lanes.isGiven) return ['default'];
  return [...new Set(lanes.items.flatMap((lane) => lane.at('name').text ?? []))];
}

function laneReferences(config: UncheckedNode): Reference[] {
  const parts = [
    config.at('priority', 'default'),
    ...config.at('priority', 'keys').entries.map(([, lane]) => lane),
    ...config.at('tiers').entries.map(([, tier]) => tier.at('lane')),
  ];
  return parts.flatMap(asReference);
}

function endpointReferences(config: UncheckedNode): Reference[] {
  return config
    .at('facades')
    .entries.flatMap(([, facade]) => facade.at('endpoints').items.flatMap(asReference));
}

function asReference({ text, path }: UncheckedNode): Reference[] {
  return text === undefined ? [] : [{ name: text, path, part: 'value' }];
}

function unknownNames(what: string, known: readonly string[], references: readonly Reference[]): Finding[] {
  return references
    .filter(({ name }) => !known.includes(name))
    .map((reference) => unknownName(what, known, reference));
}

function unknownName(what: string, known: readonly string[], { name, path, part }: Reference): Finding {
  return {
    path,
    part,
    message: `There is no such ${what}.`,
    isAbsence: true,
    value: name,
    allowed: known,
    ...didYouMean(name, known),
  };
}

function repeatedLanes(config: UncheckedNode): Finding[] {
  const names = config.at('lanes').items.map((lane) => lane.at('name'));
  return repeated(names.flatMap(asReference), 'Another lane has this name.');
}

function repeatedEndpoints(config: UncheckedNode): Finding[] {
  return config
    .at('facades')
    .entries.flatMap(([, facade]) =>
      repeated(facade.at('endpoints').items.flatMap(asReference), 'The endpoint is in this list already.'),
    );
}

function repeatedPriorityKeys(config: UncheckedNode): Finding[] {
  const keys = config
    .at('priority', 'keys')
    .entries.map(([key, { path }]) => ({ name: key.toLowerCase(), path, part: 'key' as const }));
  return repeated(keys, 'Another key is the same: case does not matter.').map(({ path, part, message }) => ({
    path,
    part,
    message,
  }));
}

function repeated(references: readonly Reference[], message: string): Finding[] {
  const seen = new Set<string>();
  return references.flatMap(({ name, path, part }) => {
    const isRepeated = seen.has(name);
    seen.add(name);
    return isRepeated ? [{ path, part, message, value: name }] : [];
  });
}

/** Deployments at endpoints that are not in the facade. */
function foreignDeployments(config: UncheckedNode): Finding[] {
  const endpoints = config.at('endpoints').names;
  return config.at('facades').entries.flatMap(([, facade]) => {
    const listed = facade.at('endpoints').items.flatMap(({ text }) => text ?? []);
    // If an endpoint of the list is mistyped, its correct name here is not a mistake.
    const known = listed.every((name) => endpoints.includes(name)) ? listed : [...listed, ...endpoints];
    const named = facade.at('deployments').entries.flatMap(([, byEndpoint]) => byEndpoint.entries);
    const references = named.map(([name, { path }]) => ({ name, path, part: 'key' as const }));
    return unknownNames('endpoint in this facade', known, references);
  });
}
