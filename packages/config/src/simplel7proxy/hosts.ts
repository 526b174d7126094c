import { formatDuration } from '@laneway/quantities';

import type { EnvironmentDocument } from '../environment/environment-document.ts';
import type { EnvironmentVariables } from '../environment/environment-variables.ts';
import type { HostDefinition } from './host-definition.ts';

// Source: the defaults of SimpleL7Proxy.
const defaultTimeoutMs = 1_200_000;
const defaultAttempts = 10;
const defaultFailures = 50;
const processorNamedByAnswer = { use: 'usage', options: { header: 'TOKENPROCESSOR' } };

/** Adds an endpoint per host, and a facade per path prefix, the longest first. */
export function putHosts(
  document: EnvironmentDocument,
  hosts: readonly HostDefinition[],
  variables: EnvironmentVariables,
): void {
  for (const host of hosts) putEndpoint(document, host, variables);
  const byPath = Map.groupBy(hosts, ({ path }) => path?.toLowerCase() ?? '');
  const paths = [...byPath.keys()].sort((a, b) => b.length - a.length);
  const names = new Set<string>();
  for (const path of paths) {
    const name = freshName(path, names);
    putFacade(document, name, byPath.get(path) ?? [], variables);
  }
}

function putEndpoint(
  document: EnvironmentDocument,
  host: HostDefinition,
  variables: EnvironmentVariables,
): void {
  const endpoint = ['endpoints', endpointName(host)];
  const put = (key: string, value: unknown) => document.put([...endpoint, key], value, host.variable);
  put('url', host.url);
  putConnector(document, [...endpoint, 'connector'], host, variables);
  if (host.audience !== undefined) put('credential', { use: 'entra', options: { audience: host.audience } });
  put('processors', host.processors ?? [processorNamedByAnswer]);
  document.put([...endpoint, 'slots'], variables.whole('Workers'), variables.spelling('Workers'));
}

function putConnector(
  document: EnvironmentDocument,
  connector: readonly string[],
  host: HostDefinition,
  variables: EnvironmentVariables,
): void {
  document.put([...connector, 'use'], host.mode, host.variable);
  if (host.probe !== undefined) {
    document.put([...connector, 'options', 'probe'], host.probe, host.variable);
    putDuration(document, [...connector, 'options', 'interval'], 'PollInterval', variables);
    putDuration(document, [...connector, 'options', 'timeout'], 'PollTimeout', variables);
    const percent = variables.whole('SuccessRate');
    const rate = percent === undefined ? undefined : `${percent}%`;
    document.put([...connector, 'options', 'successRate'], rate, variables.spelling('SuccessRate'));
  }
  if (variables.isTrue('IgnoreSSLCert')) {
    document.put([...connector, 'options', 'tls', 'verify'], false, variables.spelling('IgnoreSSLCert'));
  }
}

function putDuration(
  document: EnvironmentDocument,
  path: readonly string[],
  name: string,
  variables: EnvironmentVariables,
): void {
  const ms = variables.whole(name);
  if (ms !== undefined) document.put(path, formatDuration(ms), variables.spelling(name));
}

function putFacade(
  document: EnvironmentDocument,
  name: string,
  hosts: readonly HostDefinition[],
  variables: EnvironmentVariables,
): void {
  const [first] = hosts;
  if (first === undefined) return;
  const facade = ['facades', name];
  if (first.path !== undefined) {
    document.put([...facade, 'match', 'paths'], [first.path, `${first.path}/*`], first.variable);
    if (first.stripPrefix) document.put([...facade, 'stripPrefix'], first.path, first.variable);
    warnOfOtherStripping(hosts, first, variables);
  }
  document.put([...facade, 'endpoints'], hosts.map(endpointName), first.variable);
  document.put(
    [...facade, 'balancer'],
    { use: readBalancer(variables) },
    variables.spelling('LoadBalanceMode'),
  );
  putFailover(document, [...facade, 'failover'], hosts.length, variables);
}

// As in SimpleL7Proxy, all hosts with one path prefix get the same path.
function warnOfOtherStripping(
  hosts: readonly HostDefinition[],
  first: HostDefinition,
  variables: EnvironmentVariables,
): void {
  for (const { variable, stripPrefix } of hosts) {
    if (stripPrefix !== first.stripPrefix)
      variables.warn(
        variable,
        `stripprefix has no effect: ${first.variable} has the same path and the other value.`,
      );
  }
}

function putFailover(
  document: EnvironmentDocument,
  failover: readonly string[],
  hosts: number,
  variables: EnvironmentVariables,
): void {
  const mode =
    variables.oneOf('IterationMode', { SinglePass: 'single', MultiPass: 'multi' } as const) ?? 'single';
  const attempts =
    mode === 'single' ? Math.min(hosts, 100) : (variables.whole('MaxAttempts') ?? defaultAttempts);
  document.put(
    [...failover, 'attempts'],
    attempts,
    variables.spelling(mode === 'single' ? 'IterationMode' : 'MaxAttempts'),
  );
  const timeoutMs = variables.whole('Timeout') ?? defaultTimeoutMs;
  document.put([...failover, 'timeout'], formatDuration(timeoutMs), variables.spelling('Timeout'));
  const failures = variables.whole('CBErrorThreshold') ?? defaultFailures;
  document.put([...failover, 'breaker', 'failures'], failures, variables.spelling('CBErrorThreshold'));
  const window = variables.whole('CBTimeslice');
  if (window !== undefined) {
    document.put(
      [...failover, 'breaker', 'window'],
      formatDuration(window * 1000),
      variables.spelling('CBTimeslice'),
    );
  }
}

function readBalancer(variables: EnvironmentVariables): string {
  const modes = { latency: 'latency', roundrobin: 'round-robin', random: 'round-robin' } as const;
  return variables.oneOf('LoadBalanceMode', modes) ?? 'latency';
}

function endpointName({ number }: HostDefinition): string {
  return `host${number}`;
}

/** A unique facade name for a path prefix: `/openai/v1` gives `openai-v1`, no prefix gives `default`. */
function freshName(path: string, taken: Set<string>): string {
  const words = path.replaceAll(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  const plain = /^[A-Za-z]/.test(words) ? words : `path-${words}`;
  const wanted = path === '' ? 'default' : plain;
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  taken.add(name);
  return name;
}
