export { parseConfig } from './parse-config.ts';
export type { ParseOptions } from './parse-config.ts';
export type { Reference } from './reading/interpolate.ts';
export { prefetchFiles } from './reading/prefetch-files.ts';
export { readRegularFile, readRegularFileSync } from './reading/regular-file.ts';
export type { FileLimits } from './reading/regular-file.ts';
export { parseEnvironment } from './parse-environment.ts';
export type { EnvironmentOptions } from './parse-environment.ts';
export type { CheckedOptions, ConfigReport, ConfigResult, RefusedConfig } from './report/config-result.ts';
export type { ConfigSource } from './reading/read-document.ts';
export type {
  AdminConfig,
  AdminSecret,
  IntervalConfig,
  LanewayConfig,
  LedgerConfig,
  LimitsConfig,
  ListenConfig,
  LogConfig,
  OtlpConfig,
  PtuModelConfig,
  SizeConfig,
  TelemetryConfig,
  TlsConfig,
} from './resolving/laneway-config.ts';

export { Additions } from './additions/additions.ts';
export type { AdditionRules } from './additions/addition-rules.ts';
export type { AdditionsSource } from './additions/additions.ts';
export type { AddedFacade } from './additions/added-facade.ts';
export { facadeSettings, namedSettings, settingsOf } from './additions/facade-settings.ts';
export { parseState, renderState } from './additions/state-document.ts';
export type { KeptFacade, StateDocument, StateReading } from './additions/state-document.ts';

export { formatProblems } from './findings/problem.ts';
export type { Problem } from './findings/problem.ts';
export { formatPath, parsePath } from './findings/config-path.ts';
export type { ConfigPath } from './findings/config-path.ts';
export type { Origin, Place } from './findings/origin.ts';

export { environmentForm, environmentToDocument } from './environment-to-document.ts';
export type { EnvironmentReading } from './environment-to-document.ts';
export { endpointListToDocument, isEndpointList } from './smart-load-balancing/endpoint-list.ts';
export type { ConvertedDocument, EndpointList } from './smart-load-balancing/endpoint-list.ts';
export { renderYaml } from './render-yaml.ts';
export type { RenderedYaml } from './render-yaml.ts';

export { checkPlugins, checkRefused } from './plugins/check-plugins.ts';
export type { PluginAccess } from './plugins/check-plugins.ts';
export { loadPlugin } from './plugins/load-plugin.ts';
export { pluginUses } from './resolving/plugin-uses.ts';
export type { UncheckedPlugins } from './resolving/unchecked-plugins.ts';
export type { PlacedUse } from './resolving/plugin-uses.ts';
export { resolvePlugin } from './plugins/resolve-plugin.ts';
export type { DefaultPlugins, PluginRequest, PluginScope } from './plugins/resolve-plugin.ts';
export { jsonSchema } from './json-schema.ts';
export type { InstalledPlugin } from './json-schema.ts';
export type { JsonSchema } from './schema/describe-schema.ts';

export { redact, redactLike, redactPart } from './secrets/redact.ts';
export { watchConfig } from './watch-config.ts';
export type { WatchOptions } from './watch-config.ts';

export { closest } from './findings/closest.ts';
