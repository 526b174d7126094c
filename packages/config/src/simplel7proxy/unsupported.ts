import type { EnvironmentVariables } from '../environment/environment-variables.ts';

// Source: the settings of SimpleL7Proxy 2.2. Not here: names that platforms set on their own (Hostname, CONTAINER_APP_*),
// and those that this folder reads.
const unsupported: ReadonlyMap<string, string> = new Map([
  ...each('not supported: there are no asynchronous requests', [
    'AsyncModeEnabled AsyncClientRequestHeader AsyncClientConfigFieldName AsyncTimeout AsyncTriggerTimeout AsyncTTLSecs',
    'AsyncBlobStorageConfig AsyncBlobStorageConnectionString AsyncBlobStorageAccountUri AsyncBlobStorageUseMI',
    'AsyncSBConfig AsyncSBConnectionString AsyncSBNamespace AsyncSBQueue AsyncSBUseMI',
    'AsyncBlobWorkerCount AsyncClassNames StorageDbContainerName',
  ]),
  ...each('not supported: configure `telemetry` in a file instead', [
    'LogAllRequestHeaders LogAllRequestHeadersExcept LogAllResponseHeaders LogAllResponseHeadersExcept LogHeaders',
    'LogToConsole LogToEvents LogToAI LOGDATETIME LOGTOFILE LOGFILE_NAME EVENT_LOGGERS EVENT_HEADERS ReuseEvents',
    'APPINSIGHTS_CONNECTIONSTRING EVENTHUB_CONNECTIONSTRING EVENTHUB_NAME EVENTHUB_NAMESPACE EVENTHUB_STARTUP_SECONDS',
    'EVENTHUB_MAX_RECONNECT_ATTEMPTS EVENTHUB_MAX_UNDRAINED_EVENTS DependancyHeaders',
  ]),
  ...each('not supported: use a config file, which is watched', [
    'AZURE_APPCONFIG_ENDPOINT AZURE_APPCONFIG_CONNECTION_STRING AZURE_APPCONFIG_LABEL',
    'AZURE_APPCONFIG_REFRESH_INTERVAL_SECONDS Sentinel',
  ]),
  ...each('not supported: headers reach the other side as they came', [
    'StripRequestHeaders StripResponseHeaders',
  ]),
  ...each('not supported: statuses that move on are `failover.on` of a facade', ['AcceptableStatusCodes']),
  ...each('not supported: fairness is between profiles', ['UniqueUserHeaders']),
  ...each('not supported: set `suspended` in the profile', ['SuspendedUserConfigUrl']),
  ...each('not supported: configure an authenticator in a file instead', [
    'ValidateAuthAppID ValidateAuthAppIDUrl ValidateAuthAppIDHeader ValidateAuthAppFieldName',
  ]),
  ...each('not supported: `usemi` of each host is what counts', ['UseOAuth UseOAuthGov']),
  ...each('not supported: health is served by the gateway itself', ['HealthProbeSidecar HEALTHPROBE_PORT']),
  ...each('not supported: request ids have no prefix', ['RequestIDPrefix']),
  ...each('not supported', [
    'SharedIteratorTTLSeconds SharedIteratorCleanupIntervalSeconds UseSharedIterators GC2InternalSecs AppendHostsFile',
    'KeepAliveInitialDelaySecs KeepAlivePingIntervalSecs KeepAliveIdleTimeoutSecs EnableMultipleHttp2Connections',
    'MultiConnLifetimeSecs MultiConnIdleTimeoutSecs MultiConnMaxConns',
  ]),
  ...each('has no effect, as in SimpleL7Proxy', [
    'DnsRefreshTimeout MaxEvents LogConsole LogConsoleEvent LogProbes LogPoller StorageDbEnabled BlobRetentionDays',
    'AsyncBlobStorageContainer S7P_UseHighPerformanceTimers AZURE_APPCONFIG_REFRESH_SECONDS',
  ]),
]);

/** Warns of every variable that SimpleL7Proxy knows and Laneway has nothing for. */
export function warnOfUnsupported(variables: EnvironmentVariables): void {
  for (const [name, message] of unsupported) {
    if (variables.has(name)) variables.warn(name, message);
  }
}

function each(message: string, names: readonly string[]): [string, string][] {
  return names.flatMap((line) => line.split(' ')).map((name) => [name, message]);
}
