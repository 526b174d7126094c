/** Settings of telemetry. Durations in milliseconds, sizes in bytes, paths absolute. */
export interface TelemetrySettings {
  /** Whether `GET /metrics` answers. If not, nothing is counted. */
  readonly prometheus: boolean;
  /** Absent: nothing is exported. */
  readonly otlp: OtlpSettings | undefined;
  readonly log: LogSettings;
  /** Absent: no ledger is written. */
  readonly ledger: LedgerSettings | undefined;
  readonly interval: IntervalSettings;
  /** Profiles with the most tokens that each window of the interval report names. 0 to 1,000. @default 0 */
  readonly profiles?: number;
  readonly size?: SizeSettings;
}

/** Export over OTLP/HTTP. The standard `OTEL_*` variables provide what is left out. */
export interface OtlpSettings {
  /** Base URL, without `/v1/traces` or `/v1/metrics`. */
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Encoding. @default `OTEL_EXPORTER_OTLP_PROTOCOL`, otherwise `http/protobuf` */
  readonly protocol?: OtlpProtocol;
  /** `service.name` of all exported data. */
  readonly serviceName: string;
  /** Time between two exports of metrics. Milliseconds. */
  readonly intervalMs: number;
}

/** Encoding of OTLP. */
export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** Settings of the log. */
export interface LogSettings {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Request headers (lower case) that are logged with each exchange. Headers that hold credentials are never logged. */
  readonly headers: readonly string[];
}

/** One line of JSON for each exchange. */
export interface LedgerSettings {
  readonly path: string;
  /** Size at which a new file begins. Bytes. */
  readonly rotateBytes: number;
}

/** The windows of the interval report. */
export interface IntervalSettings {
  /** Milliseconds. */
  readonly windowMs: number;
  /** Number of windows that are kept. At least 1. */
  readonly history: number;
}

/** Settings of the PTU estimate. */
export interface SizeSettings {
  /** By model; a name also covers its dated versions. Added to the public figures and override them. */
  readonly models: Readonly<Record<string, PtuModel>>;
}

/** Throughput of one provisioned throughput unit (PTU) of a model. */
export interface PtuModel {
  /** Prompt tokens per minute and PTU. Greater than 0. */
  readonly inputTpmPerPtu: number;
  /** Weight of a completion token, in prompt tokens. */
  readonly outputWeight: number;
  /** Smallest deployment, in PTUs. @default 15 */
  readonly minimum?: number;
  /** PTUs by which a deployment grows. @default 5 */
  readonly increment?: number;
}
