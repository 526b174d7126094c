import type { FacadeConfig } from '@laneway/core';
import { formatDuration, formatPercentage } from '@laneway/quantities';

import type { LanewayConfig } from '../resolving/laneway-config.ts';
import { formatStatuses } from '../schema/statuses.ts';
import { redactPart } from '../secrets/redact.ts';
import type { AddedFacade } from './added-facade.ts';
import { facadeParts } from './facade-parts.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A facade of a config as the admin API's resource. Secrets are masked. */
export function facadeSettings(config: LanewayConfig, facade: FacadeConfig): Settings {
  const { match, stripPrefix, endpoints, balancer, dialect, failover, deployments } = facade;
  const { timeoutMs, on, budget, breaker, ...attempts } = failover;
  const settings = {
    endpoints,
    loadBalancingPolicy: balancer.use,
    match,
    ...(stripPrefix !== undefined && { stripPrefix }),
    ...(dialect !== undefined && { dialect: dialect.use }),
    failover: {
      ...attempts,
      on: formatStatuses(on),
      timeout: formatDuration(timeoutMs),
      budget: formatPercentage(budget),
      breaker: {
        ...written('failures', breaker.failures),
        ...written('consecutive', breaker.consecutive),
        ...written('rate', breaker.rate === undefined ? undefined : formatPercentage(breaker.rate)),
        ...written('samples', breaker.samples),
        window: formatDuration(breaker.windowMs),
        open: formatDuration(breaker.openMs),
      },
    },
    deployments,
  };
  return redactPart(config, settings) as Settings;
}

function written<Value>(key: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [key]: value };
}

/** Settings as written, with the names of inline endpoints added. */
export function namedSettings(added: AddedFacade): Settings {
  const { settings } = added;
  const { endpoints } = settings;
  if (!Array.isArray(endpoints)) return settings;
  const inline = new Map(
    facadeParts(added).endpoints.map(({ index, name, value }) => [index, { name, ...value }]),
  );
  return { ...settings, endpoints: endpoints.map((item: unknown, index) => inline.get(index) ?? item) };
}

// Fields that the server sets; clients may send them back.
const serverKeys = new Set([
  'type',
  'object_id',
  'source',
  'created_on',
  'created_by',
  'updated_on',
  'updated_by',
  'deleted',
  'expiration_date',
  'inheritable_authorizable_actions',
]);

/** The settings in a request body, without fields that the server sets. `null` counts as left out. */
export function settingsOf(body: Settings): Settings {
  const own = Object.entries(body).filter(([name]) => !serverKeys.has(name));
  return withoutNulls(Object.fromEntries(own)) as Settings;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const given = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(given.map(([name, part]) => [name, withoutNulls(part)]));
}
