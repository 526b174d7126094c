import { isDeepStrictEqual } from 'node:util';

import type { LanewayConfig } from '@laneway/config';

/** Names of what differs between two configs. Never a value, which may be secret. */
export interface ConfigDifference {
  readonly endpoints: SectionDifference;
  readonly facades: SectionDifference;
  readonly lanes: SectionDifference;
  readonly tiers: SectionDifference;
  /** Other changed settings by config key; `lanes` and `facades` if their order changed. */
  readonly settings: readonly string[];
}

/** Differences between two maps by name. */
interface SectionDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly name: string; readonly fields: readonly string[] }[];
}

/** Compares two configs. */
export function configDifference(before: LanewayConfig, after: LanewayConfig): ConfigDifference {
  const [old, now] = [before.gateway, after.gateway];
  const settings = changedFields(settingsOf(before), settingsOf(after));
  if (!sameOrder(old.lanes, now.lanes)) settings.push('lanes');
  if (!sameOrder(old.facades, now.facades)) settings.push('facades');
  return {
    endpoints: sectionDifference(byName(old.endpoints), byName(now.endpoints)),
    facades: sectionDifference(byName(old.facades), byName(now.facades)),
    lanes: sectionDifference(byName(old.lanes), byName(now.lanes)),
    tiers: sectionDifference(new Map(Object.entries(old.tiers)), new Map(Object.entries(now.tiers))),
    settings: settings.sort(),
  };
}

/** Whether nothing differs. */
export function isNoDifference({ settings, ...sections }: ConfigDifference): boolean {
  const isEmpty = ({ added, removed, changed }: SectionDifference) =>
    added.length + removed.length + changed.length === 0;
  return settings.length === 0 && Object.values(sections).every(isEmpty);
}

interface Named {
  readonly name: string;
}

function byName(things: readonly Named[]): ReadonlyMap<string, object> {
  return new Map(things.map((thing) => [thing.name, thing]));
}

function sectionDifference(
  before: ReadonlyMap<string, object>,
  after: ReadonlyMap<string, object>,
): SectionDifference {
  const names = [...after.keys()];
  return {
    added: names.filter((name) => !before.has(name)),
    removed: [...before.keys()].filter((name) => !after.has(name)),
    changed: names.flatMap((name) => {
      const fields = changedFields(before.get(name) ?? {}, after.get(name) ?? {});
      return before.has(name) && fields.length > 0 ? [{ name, fields }] : [];
    }),
  };
}

function changedFields(before: object, after: object): string[] {
  const old = new Map<string, unknown>(Object.entries(before));
  const now = new Map<string, unknown>(Object.entries(after));
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.filter((name) => !isDeepStrictEqual(old.get(name), now.get(name)));
}

// Settings outside the sections above, by config key.
function settingsOf(config: LanewayConfig): object {
  const { source: _source, drainMs: drain, gateway, ...settings } = config;
  const { endpoints: _endpoints, facades: _facades, lanes: _lanes, tiers: _tiers, ...engine } = gateway;
  const { telemetrySinks, ...rest } = engine;
  return { ...settings, drain, ...rest, 'telemetry.sinks': telemetrySinks };
}

function sameOrder(before: readonly Named[], after: readonly Named[]): boolean {
  const kept = (things: readonly Named[], others: readonly Named[]) =>
    things.map(({ name }) => name).filter((name) => others.some((other) => other.name === name));
  return isDeepStrictEqual(kept(before, after), kept(after, before));
}
