import { didYouMean } from '../findings/closest.ts';
import type { Finding } from '../findings/finding.ts';
import type { ConfigDocument } from '../schema/config-document.ts';
import { findIneffective } from './find-ineffective.ts';

/** Finds settings that are allowed but probably not meant. */
export function findWarnings(
  config: ConfigDocument,
  env: Readonly<Record<string, string | undefined>>,
): Finding[] {
  return [
    ...findIneffective(config, env),
    ...noEndpoints(config),
    ...selectorsOfNothing(config),
    ...unreachableFacades(config),
    ...lanesWithoutSlots(config),
    ...tiersWithoutProfiles(config),
  ];
}

function noEndpoints({ endpoints }: ConfigDocument): Finding[] {
  if (Object.keys(endpoints).length > 0) return [];
  return [{ path: ['endpoints'], part: 'key', message: 'There are no endpoints: every request gets 503.' }];
}

function selectorsOfNothing({ tiers, endpoints }: ConfigDocument): Finding[] {
  const labelled = Object.values(endpoints).map(({ labels }) => labels);
  const names = new Set(labelled.flatMap((labels) => Object.keys(labels)));
  return Object.entries(tiers).flatMap(([tier, { route }]) =>
    route.flatMap(({ labels }, index) => {
      const wanted = Object.entries(labels);
      if (labelled.some((given) => wanted.every(([name, value]) => given[name] === value))) return [];
      const [unknown] = wanted.map(([name]) => name).filter((name) => !names.has(name));
      const path = ['tiers', tier, 'route', index];
      if (unknown !== undefined)
        return [unknownLabel([...path, unknown], unknown, [...names, 'idle', 'after'])];
      return [{ path, part: 'value' as const, message: 'No endpoint has these labels.', value: labels }];
    }),
  );
}

function unknownLabel(path: Finding['path'], label: string, known: readonly string[]): Finding {
  const message = 'No endpoint has this label.';
  return { path, part: 'key', message, allowed: known, ...didYouMean(label, known) };
}

function unreachableFacades({ facades = {} }: ConfigDocument): Finding[] {
  const entries = Object.entries(facades);
  const first = entries.findIndex(([, { match }]) => matchesEverything(match));
  if (first === -1) return [];
  const hidden = entries.slice(first + 1).filter(([name, { match }]) => !isAddressedOnly(name, match.paths));
  return hidden.map(([name]) => ({
    path: ['facades', name],
    part: 'key',
    message: `The facade is only reachable as /facades/${name}/...: ${entries[first]?.[0]} before it matches every request.`,
  }));
}

// A facade that matches only its own name is not meant to match other requests.
function isAddressedOnly(name: string, paths: readonly string[]): boolean {
  return paths.length > 0 && paths.every((path) => path === `/facades/${name}/*`);
}

function matchesEverything({
  paths,
  models,
  hosts,
}: Record<'paths' | 'models' | 'hosts', readonly string[]>): boolean {
  const allPaths = paths.length === 0 || paths.includes('*') || paths.includes('/*');
  return allPaths && models.length === 0 && hosts.length === 0;
}

function lanesWithoutSlots({ lanes }: ConfigDocument): Finding[] {
  let reserved = 0;
  for (const [index, { name, reserve }] of lanes.entries()) {
    if (reserved >= 1) {
      const message = `The lanes before ${name} reserve all slots: it never gets one.`;
      return [{ path: ['lanes', index], part: 'value', message }];
    }
    reserved += reserve;
  }
  return [];
}

function tiersWithoutProfiles({ tiers, profiles }: ConfigDocument): Finding[] {
  if (profiles !== undefined || Object.keys(tiers).length === 0) return [];
  return [{ path: ['tiers'], part: 'key', message: 'Without `profiles` no caller has a tier.' }];
}
