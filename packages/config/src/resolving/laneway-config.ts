import type { GatewayConfig } from '@laneway/core';

import type { ConfigSource } from '../reading/read-document.ts';

/** One checked, complete, frozen config. Durations in milliseconds, sizes in bytes, shares 0 to 1, paths absolute. */
export interface LanewayConfig {
  readonly source: ConfigSource;
  readonly listen: ListenConfig;
  readonly admin: AdminConfig;
  /** Time that running and waiting requests get to finish at shutdown. Milliseconds. @default 30_000 */
  readonly drainMs: number;
  readonly limits: LimitsConfig;
  /** Whether answers get `x-laneway-*` headers. @default true */
  readonly responseHeaders: boolean;
  /** Whether a reload may remove all endpoints. @default false */
  readonly allowEmpty: boolean;
  readonly telemetry: TelemetryConfig;
  /** Short name to package name or path. */
  readonly plugins: Readonly<Record<string, string>>;
  /** File that keeps the facades of the admin API; absolute. @default beside the config: `laneway.state.json` for `laneway.yaml` */
  readonly stateFile: string;
  /** The config of the engine. */
  readonly gateway: GatewayConfig;
}

/** Address and TLS of the proxy listener. */
export interface ListenConfig {
  /** @default '127.0.0.1' */
  readonly host: string;
  /** 0 to 65535; 0 takes any free one. @default 8787 */
  readonly port: number;
  /** `undefined`: plain HTTP. */
  readonly tls: TlsConfig | undefined;
  /** Path at which a `POST` is forwarded as a request to `lbTarget`. `undefined`: no such path. */
  readonly lbPath: string | undefined;
  /** Path and query of the forwarded request. `undefined`: `lbPath` is not special. */
  readonly lbTarget: string | undefined;
}

/** PEM files. */
export interface TlsConfig {
  readonly cert: string;
  readonly key: string;
  /** Authority that must have signed the callers' certificates. `undefined`: callers need none. */
  readonly clientCa: string | undefined;
  /** Hash of the contents of the files. */
  readonly revision: string;
}

/** Address and access of the admin listener. */
export interface AdminConfig {
  /** @default '127.0.0.1' */
  readonly host: string;
  /** 0 to 65535; 0 takes any free one. @default 9787 */
  readonly port: number;
  /** Bearer token that operators must send. `undefined`: `host` is a loopback address. */
  readonly token: string | undefined;
  /** What endpoints in request bodies may refer to. */
  readonly secrets: readonly AdminSecret[];
  /** Whether endpoints in request bodies may be at private, loopback and link-local addresses. @default false */
  readonly allowPrivate: boolean;
}

/** Something that endpoints in request bodies may refer to, and the origins of the endpoints that may get it. */
export type AdminSecret = { readonly origins: readonly string[] } & (
  | { readonly kind: 'variable'; readonly name: string }
  /** `path` is absolute. */
  | { readonly kind: 'file'; readonly path: string }
  /** A credential plugin that needs no secret, with its option `audience`. */
  | { readonly kind: 'credential'; readonly use: string; readonly audience: string | undefined }
);

/** Size and time limits of requests. */
export interface LimitsConfig {
  /** Largest request body. @default 67_108_864 */
  readonly bodyBytes: number;
  /** Largest request head. @default 32_768 */
  readonly headersBytes: number;
  /** Time from the first byte of a request to the end of its head. Milliseconds. @default 15_000 */
  readonly headersTimeoutMs: number;
  /** Time from the end of the head to the end of the body. Milliseconds. @default 60_000 */
  readonly bodyTimeoutMs: number;
  /** Client connections that are served. @default 10_000 */
  readonly connections: number;
  /** Request bodies that are held in all. Bytes. @default 536_870_912 */
  readonly bufferedBytes: number;
  /** Time in which a client must take some of the answer that waits for it. @default 300_000 */
  readonly stallMs: number;
}

/** Metrics, log, ledger and exports. The sinks are in `gateway.telemetrySinks`. */
export interface TelemetryConfig {
  /** Whether the admin listener serves `GET /metrics`. @default true */
  readonly prometheus: boolean;
  /** `undefined`: no export. */
  readonly otlp: OtlpConfig | undefined;
  readonly log: LogConfig;
  /** `undefined`: no ledger. */
  readonly ledger: LedgerConfig | undefined;
  readonly interval: IntervalConfig;
  /** Number of profiles with the most tokens that each window of the interval report names. 0 to 1000. @default 0 */
  readonly profiles: number;
  readonly size: SizeConfig;
}

/** Export over OTLP/HTTP. */
export interface OtlpConfig {
  /** Base URL, without `/v1/traces`. `undefined`: that of the standard variables. */
  readonly endpoint: string | undefined;
  /** Headers of each export. Empty: those of the standard variables. */
  readonly headers: Readonly<Record<string, string>>;
  /** `service.name` of everything exported. @default 'laneway' */
  readonly serviceName: string;
  /** Time between two exports of metrics. Milliseconds. @default 60_000 */
  readonly intervalMs: number;
}

/** The log. */
export interface LogConfig {
  /** Least severe level that is logged. @default 'info' */
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Request headers (lower case) that are logged with each exchange. */
  readonly headers: readonly string[];
}

/** A file with one line of JSON for each exchange. */
export interface LedgerConfig {
  /** Absolute. */
  readonly path: string;
  /** Size at which a new file is begun. Bytes. @default 67_108_864 */
  readonly rotateBytes: number;
}

/** The windows of the interval report. */
export interface IntervalConfig {
  /** Length of a window. Milliseconds. @default 3_600_000 */
  readonly windowMs: number;
  /** Windows that are kept. At least 1. @default 24 */
  readonly history: number;
}

/** Figures for the estimate of provisioned throughput. */
export interface SizeConfig {
  /** By model; a name also covers its dated versions. They replace the public figures. */
  readonly models: Readonly<Record<string, PtuModelConfig>>;
}

/** Throughput of one provisioned throughput unit (PTU) of a model. */
export interface PtuModelConfig {
  /** Prompt tokens a minute. Greater than 0. */
  readonly inputTpmPerPtu: number;
  /** Prompt tokens that count as much as one completion token. Greater than 0. */
  readonly outputWeight: number;
  /** Smallest deployment, in PTUs. At least 1. @default 15 */
  readonly minimum: number;
  /** PTUs by which a deployment grows. At least 1. @default 5 */
  readonly increment: number;
}
