import type { EnvironmentVariables } from '../environment/environment-variables.ts';

// Source: the settings of SimpleL7Proxy 2.2, without those that platforms set (Hostname, CONTAINER_APP_*) and those that
// this folder reads.
const unsupported: ReadonlyMap<string, string> = new Map([
  ...each('Not supported: there are no asynchronous requests.', [
    'AsyncModeEnabled AsyncClientRequestHeader AsyncClientConfigFieldName AsyncTimeout AsyncTriggerTimeout AsyncTTLSecs',
    'AsyncBlobStorageConfig AsyncBlobStorageConnectionString AsyncBlobStorageAccountUri AsyncBlobStorageUseMI',
    'AsyncSBConfig AsyncSBConnectionString AsyncSBNamespace AsyncSBQueue AsyncSBUseMI',
    'AsyncBlobWorkerCount AsyncClassNames StorageDbContainerName',
  ]),
  ...each('Not supported. Configure `telemetry` in a file instead.', [
    'LogAllRequestHeaders LogAllRequestHeadersExcept LogAllResponseHeaders LogAllResponseHeadersExcept LogHeaders',
    'LogToConsole LogToEvents LogToAI LOGDATETIME LOGTOFILE LOGFILE_NAME EVENT_LOGGERS EVENT_HEADERS ReuseEvents',
    'APPINSIGHTS_CONNECTIONSTRING EVENTHUB_CONNECTIONSTRING EVENTHUB_NAME EVENTHUB_NAMESPACE EVENTHUB_STARTUP_SECONDS',
    'EVENTHUB_MAX_RECONNECT_ATTEMPTS EVENTHUB_MAX_UNDRAINED_EVENTS DependancyHeaders',
  ]),
  ...each('Not supported. Use a config file, which is watched.', [
    'AZURE_APPCONFIG_ENDPOINT AZURE_APPCONFIG_CONNECTION_STRING AZURE_APPCONFIG_LABEL',
    'AZURE_APPCONFIG_REFRESH_INTERVAL_SECONDS Sentinel',
  ]),
  ...each('Not supported: headers are forwarded unchanged.', ['StripRequestHeaders StripResponseHeaders']),
  ...each('Not supported. Configure `failover.on` of a facade instead.', ['AcceptableStatusCodes']),
  ...each('Not supported: fairness is between profiles.', ['UniqueUserHeaders']),
  ...each('Not supported. Set `suspended` in the profile.', ['SuspendedUserConfigUrl']),
  ...each('Not supported. Configure an authenticator in a file instead.', [
    'ValidateAuthAppID ValidateAuthAppIDUrl ValidateAuthAppIDHeader ValidateAuthAppFieldName',
  ]),
  ...each('Not supported. Set `usemi` of each host.', ['UseOAuth UseOAuthGov']),
  ...each('Not supported: the gateway itself serves health checks.', ['HealthProbeSidecar HEALTHPROBE_PORT']),
  ...each('Not supported: request ids have no prefix.', ['RequestIDPrefix']),
  ...each('Not supported.', [
    'SharedIteratorTTLSeconds SharedIteratorCleanupIntervalSeconds UseSharedIterators GC2InternalSecs AppendHostsFile',
    'KeepAliveInitialDelaySecs KeepAlivePingIntervalSecs KeepAliveIdleTimeoutSecs EnableMultipleHttp2Connections',
    'MultiConnLifetimeSecs MultiConnIdleTimeoutSecs MultiConnMaxConns',
  ]),
  ...each('Has no effect, as in SimpleL7Proxy.', [
    'DnsRefreshTimeout MaxEvents LogConsole LogConsoleEvent LogProbes LogPoller StorageDbEnabled BlobRetentionDays',
    'AsyncBlobStorageContainer S7P_UseHighPerformanceTimers AZURE_APPCONFIG_REFRESH_SECONDS',
  ]),
]);

/** Warns of every variable of SimpleL7Proxy that Laneway does not support. */
export function warnOfUnsupported(variables: EnvironmentVariables): void {
  for (const [name, message] of unsupported) {
    if (variables.has(name)) variables.warn(name, message);
  }
}

function each(message: string, names: readonly string[]): [string, string][] {
  return names.flatMap((line) => line.split(' ')).map((name) => [name, message]);
}
