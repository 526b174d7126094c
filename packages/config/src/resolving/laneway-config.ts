import type { GatewayConfig } from '@laneway/core';

import type { ConfigSource } from '../reading/read-document.ts';

/** One checked, complete, frozen config. Durations in milliseconds, sizes in bytes, shares 0 to 1, paths absolute. */
export interface LanewayConfig {
  readonly source: ConfigSource;
  readonly listen: ListenConfig;
  readonly admin: AdminConfig;
  /** How long running and waiting requests may take to finish at shutdown. Milliseconds. @default 30_000 */
  readonly drainMs: number;
  readonly limits: LimitsConfig;
  /** Whether answers carry `x-laneway-*` headers. @default true */
  readonly responseHeaders: boolean;
  readonly telemetry: TelemetryConfig;
  /** Short name to package name or path. */
  readonly plugins: Readonly<Record<string, string>>;
  /** Where facades made through the admin API are kept. @default beside the config file: `laneway.state.json` for `laneway.yaml` */
  readonly stateFile: string;
  /** What the engine is told. */
  readonly gateway: GatewayConfig;
}

/** Where callers connect. */
export interface ListenConfig {
  /** @default '127.0.0.1' */
  readonly host: string;
  /** 0 to 65535; 0 takes any free one. @default 8787 */
  readonly port: number;
  /** None: plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** Path at which `POST` is answered by whichever endpoint is next. None: no such path. */
  readonly lbPath: string | undefined;
  /** Path and query that a request to `lbPath` is sent on with. None: `lbPath` is a path like any other. */
  readonly lbTarget: string | undefined;
}

/** PEM files. */
export interface TlsConfig {
  readonly cert: string;
  readonly key: string;
  /** Callers must show a certificate that this authority signed. None: they need none. */
  readonly clientCa: string | undefined;
  /** Another one whenever the content of one of the files is. */
  readonly revision: string;
}

/** Where operators connect. */
export interface AdminConfig {
  /** @default '127.0.0.1' */
  readonly host: string;
  /** 0 to 65535; 0 takes any free one. @default 9787 */
  readonly port: number;
  /** Bearer token that callers must send. None: `host` is a loopback address. */
  readonly token: string | undefined;
}

/** What a request may be like. */
export interface LimitsConfig {
  /** @default 67_108_864 */
  readonly bodyBytes: number;
  /** @default 32_768 */
  readonly headersBytes: number;
  /** Until the head of a request is complete. @default 15_000 */
  readonly headersTimeoutMs: number;
  /** From there to the end of its body. @default 60_000 */
  readonly bodyTimeoutMs: number;
}

/** Who is told what happens. The sinks are in `gateway.telemetrySinks`. */
export interface TelemetryConfig {
  /** Whether `GET /metrics` answers. @default true */
  readonly prometheus: boolean;
  /** None: nothing is exported. */
  readonly otlp: OtlpConfig | undefined;
  readonly log: LogConfig;
  /** None: no ledger is written. */
  readonly ledger: LedgerConfig | undefined;
  readonly interval: IntervalConfig;
  /** Profiles with the most tokens that each window of the interval report names. 0 to 1000. @default 0 */
  readonly profiles: number;
  readonly size: SizeConfig;
}

/** Export over OTLP/HTTP. */
export interface OtlpConfig {
  /** Base URL, without `/v1/traces` and the like. None: those of the standard variables. */
  readonly endpoint: string | undefined;
  /** Empty: those of the standard variables. */
  readonly headers: Readonly<Record<string, string>>;
  /** `service.name` of everything exported. @default 'laneway' */
  readonly serviceName: string;
  /** Between two exports of metrics. Milliseconds. @default 60_000 */
  readonly intervalMs: number;
}

/** What is logged. */
export interface LogConfig {
  /** @default 'info' */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Request headers (lower case) that are logged with each exchange. */
  readonly headers: readonly string[];
}

/** One line of JSON for each exchange. */
export interface LedgerConfig {
  readonly path: string;
  /** Size at which a new file is begun. Bytes. @default 67_108_864 */
  readonly rotateBytes: number;
}

/** The windows of the interval report. */
export interface IntervalConfig {
  /** Milliseconds. @default 3_600_000 */
  readonly windowMs: number;
  /** Windows that are kept. At least 1. @default 24 */
  readonly history: number;
}

/** What the estimate of provisioned throughput goes by. */
export interface SizeConfig {
  /** By model; a name also covers its dated versions. These win over the public figures. */
  readonly models: Readonly<Record<string, PtuModelConfig>>;
}

/** What one provisioned throughput unit (PTU) of a model carries. */
export interface PtuModelConfig {
  /** Prompt tokens a minute. Greater than 0. */
  readonly inputTpmPerPtu: number;
  /** Prompt tokens that one completion token weighs as much as. Greater than 0. */
  readonly outputWeight: number;
  /** Smallest deployment, in PTUs. At least 1. @default 15 */
  readonly minimum: number;
  /** PTUs by which a deployment grows. At least 1. @default 5 */
  readonly increment: number;
}
