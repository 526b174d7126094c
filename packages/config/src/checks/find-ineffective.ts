import { isDeepStrictEqual } from 'node:util';

import { credentialHeaders } from '@laneway/contracts';

import type { Finding } from '../findings/finding.ts';
import { namesCollector } from '../resolving/collector-variables.ts';
import type { ConfigDocument } from '../schema/config-document.ts';
import { failover as failoverSchema } from '../schema/failover.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Finds settings that have no effect because of other settings. */
export function findIneffective(config: ConfigDocument, env: Environment): Finding[] {
  return [
    ...lbPathAlone(config),
    ...breakersOfOthers(config),
    ...exportsNowhere(config, env),
    ...credentialsInTheLog(config),
  ];
}

function lbPathAlone({ listen }: ConfigDocument): Finding[] {
  if (listen.lbPath === undefined || listen.lbTarget !== undefined) return [];
  const message = '`lbPath` has no effect without `lbTarget`.';
  return [{ path: ['listen', 'lbPath'], part: 'key', message }];
}

// An endpoint may be in several facades, but has one breaker: that of the first facade, unless it is the default.
function breakersOfOthers({ facades = {} }: ConfigDocument): Finding[] {
  const first = new Map<string, string>();
  const { breaker: defaults } = failoverSchema.parse(undefined);
  return Object.entries(facades).flatMap(([name, { endpoints, failover }]) =>
    endpoints.flatMap((endpoint) => {
      const owner = first.get(endpoint) ?? name;
      first.set(endpoint, owner);
      const effective = [facades[owner]?.failover.breaker, defaults];
      if (effective.some((breaker) => isDeepStrictEqual(breaker, failover.breaker))) return [];
      const message = `The breaker has no effect at ${endpoint}: the endpoint uses that of the facade ${owner}.`;
      return [{ path: ['facades', name, 'failover', 'breaker'], part: 'key' as const, message }];
    }),
  );
}

// With an empty `otlp` the variables decide whether there is an export.
function exportsNowhere({ telemetry: { otlp } }: ConfigDocument, env: Environment): Finding[] {
  const isAsked = otlp?.headers !== undefined || otlp?.serviceName !== undefined;
  if (!isAsked || otlp.endpoint !== undefined || namesCollector(env)) return [];
  const message =
    'Nothing is exported: neither `endpoint` nor OTEL_EXPORTER_OTLP_ENDPOINT names a collector.';
  return [{ path: ['telemetry', 'otlp'], part: 'key', message }];
}

function credentialsInTheLog({ telemetry }: ConfigDocument): Finding[] {
  return telemetry.log.headers.flatMap((name, index) => {
    if (!credentialHeaders.has(name)) return [];
    const message = 'This header contains a credential and is never logged.';
    return [{ path: ['telemetry', 'log', 'headers', index], part: 'value' as const, message }];
  });
}
