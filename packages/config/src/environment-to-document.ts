import { formatDuration } from '@laneway/quantities';

import type { Origin } from './findings/origin.ts';
import type { Problem } from './findings/problem.ts';
import { collectorVariables } from './resolving/collector-variables.ts';
import { EnvironmentDocument } from './environment/environment-document.ts';
import { EnvironmentVariables } from './environment/environment-variables.ts';
import { hostNumbers, readHosts } from './simplel7proxy/host-definition.ts';
import { backendTokens, putBackends } from './smart-load-balancing/backends.ts';
import { putCallers } from './simplel7proxy/callers.ts';
import { putHosts } from './simplel7proxy/hosts.ts';
import { putPriorities } from './simplel7proxy/priorities.ts';
import { warnOfUnsupported } from './simplel7proxy/unsupported.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The config document that an environment describes. */
export interface EnvironmentReading {
  /** Plain data in the shape of a config file, with secrets as `${NAME}`. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The variable of each part. */
  readonly origin: Origin;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** The form of an environment: `Host1..N`, `BACKEND_n_*`, or `undefined` for neither. */
export function environmentForm(env: Environment): 'hosts' | 'backends' | undefined {
  const variables = new EnvironmentVariables(env);
  if (hostNumbers(variables).length > 0) return 'hosts';
  return backendTokens(variables).length > 0 ? 'backends' : undefined;
}

/** Converts the `Host1..N` form, with the variables that belong to it, or the `BACKEND_n_*` form. */
export function environmentToDocument(env: Environment): EnvironmentReading {
  const variables = new EnvironmentVariables(env);
  const document = new EnvironmentDocument();
  putListeners(document, variables);
  if (environmentForm(env) === 'backends') putBackends(document, variables);
  else putHostForm(document, variables);
  const { problems, warnings } = variables;
  return {
    document: document.value,
    origin: document,
    problems: withoutRepeats(problems),
    warnings: withoutRepeats(warnings),
  };
}

function putListeners(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const port = variables.whole('Port');
  document.put(['listen', 'host'], '0.0.0.0', variables.spelling('Port'));
  document.put(['listen', 'port'], port, variables.spelling('Port'));
  if (!variables.has('Port')) variables.warn('Port', 'Not set: the port is 8787.');
  if (variables.has('LANEWAY_ADMIN_TOKEN')) {
    document.put(['admin', 'token'], '${LANEWAY_ADMIN_TOKEN}', 'LANEWAY_ADMIN_TOKEN');
  }
  const collector = collectorVariables.find((name) => variables.has(name));
  if (collector !== undefined) document.put(['telemetry', 'otlp'], {}, collector);
}

function putHostForm(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  for (const token of backendTokens(variables))
    variables.warn(`BACKEND_${token}_URL`, 'Not used, because Host variables are set.');
  const seconds = {
    drain: variables.whole('TERMINATION_GRACE_PERIOD_SECONDS'),
    ttl: readTtlSeconds(variables),
  };
  putSeconds(document, ['drain'], seconds.drain, variables.spelling('TERMINATION_GRACE_PERIOD_SECONDS'));
  putSeconds(document, ['queue', 'ttl'], seconds.ttl, variables.spelling('DefaultTTLSecs'));
  document.put(
    ['queue', 'capacity'],
    variables.whole('MaxQueueLength'),
    variables.spelling('MaxQueueLength'),
  );
  document.put(['telemetry', 'log', 'level'], readLogLevel(variables), variables.spelling('LOG_LEVEL'));
  putPriorities(document, variables);
  putCallers(document, variables);
  putHosts(document, readHosts(variables), variables);
  warnOfApproximations(variables);
  warnOfUnsupported(variables);
}

function putSeconds(
  document: EnvironmentDocument,
  path: readonly string[],
  seconds: number | undefined,
  name: string,
): void {
  if (seconds !== undefined) document.put(path, formatDuration(seconds * 1000), name);
}

// 0 or less: a request may wait as long as an attempt may take.
function readTtlSeconds(variables: EnvironmentVariables): number | undefined {
  const seconds = variables.whole('DefaultTTLSecs');
  return seconds === undefined || seconds > 0
    ? seconds
    : Math.ceil((variables.whole('Timeout') ?? 1_200_000) / 1000);
}

function readLogLevel(variables: EnvironmentVariables): string | undefined {
  return variables.oneOf('LOG_LEVEL', {
    Trace: 'trace',
    Debug: 'debug',
    Information: 'info',
    Info: 'info',
    Warning: 'warn',
    Warn: 'warn',
    Error: 'error',
    Critical: 'fatal',
    Fatal: 'fatal',
    None: 'silent',
  });
}

function warnOfApproximations(variables: EnvironmentVariables): void {
  if (variables.text('LoadBalanceMode')?.toLowerCase() === 'random') {
    variables.warn('LoadBalanceMode', 'Hosts are used in turn, not at random.');
  }
  if (variables.has('Workers'))
    variables.warn('Workers', 'Limits the requests at each host, not at all hosts together.');
  if (variables.has('MaxAttempts') && variables.text('IterationMode')?.toLowerCase() !== 'multipass') {
    variables.warn('MaxAttempts', 'Has no effect without IterationMode=MultiPass.');
  }
}

// Variables that are read once per host are reported once.
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
