import { isDeepStrictEqual } from 'node:util';

import { credentialHeaders } from '@laneway/contracts';

import type { Finding } from '../findings/finding.ts';
import { namesCollector } from '../resolving/collector-variables.ts';
import type { ConfigDocument } from '../schema/config-document.ts';
import { failover as failoverSchema } from '../schema/failover.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Settings that are right and change nothing, because of others that are there or are not. */
export function findIneffective(config: ConfigDocument, env: Environment): Finding[] {
  return [
    ...lbPathAlone(config),
    ...breakersOfOthers(config),
    ...exportsToNobody(config, env),
    ...credentialsInTheLog(config),
  ];
}

function lbPathAlone({ listen }: ConfigDocument): Finding[] {
  if (listen.lbPath === undefined || listen.lbTarget !== undefined) return [];
  const message = 'has no effect without `lbTarget`, which says what is asked of the backends';
  return [{ path: ['listen', 'lbPath'], part: 'key', message }];
}

// An endpoint may be in several facades, but it fails or works for all of them.
function breakersOfOthers({ facades = {} }: ConfigDocument): Finding[] {
  const first = new Map<string, string>();
  const { breaker: unsaid } = failoverSchema.parse(undefined);
  return Object.entries(facades).flatMap(([name, { endpoints, failover }]) =>
    endpoints.flatMap((endpoint) => {
      const owner = first.get(endpoint) ?? name;
      first.set(endpoint, owner);
      const heeded = [facades[owner]?.failover.breaker, unsaid];
      if (heeded.some((breaker) => isDeepStrictEqual(breaker, failover.breaker))) return [];
      const message = `has no effect at ${endpoint}: an endpoint has one breaker, here that of ${owner}`;
      return [{ path: ['facades', name, 'failover', 'breaker'], part: 'key' as const, message }];
    }),
  );
}

// An empty `otlp` leaves it to the variables whether there is an export.
function exportsToNobody({ telemetry: { otlp } }: ConfigDocument, env: Environment): Finding[] {
  const isAsked = otlp?.headers !== undefined || otlp?.serviceName !== undefined;
  if (!isAsked || otlp.endpoint !== undefined || namesCollector(env)) return [];
  const message = 'nothing is exported: neither `endpoint` nor OTEL_EXPORTER_OTLP_ENDPOINT says where to';
  return [{ path: ['telemetry', 'otlp'], part: 'key', message }];
}

function credentialsInTheLog({ telemetry }: ConfigDocument): Finding[] {
  return telemetry.log.headers.flatMap((name, index) => {
    if (!credentialHeaders.has(name)) return [];
    const message = 'holds a credential, so that it is never logged';
    return [{ path: ['telemetry', 'log', 'headers', index], part: 'value' as const, message }];
  });
}
