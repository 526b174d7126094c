/** Who is told what happens. Durations in milliseconds, sizes in bytes, paths absolute. */
export interface TelemetrySettings {
  /** Whether `GET /metrics` answers. Off: nothing is counted for it. */
  readonly prometheus: boolean;
  /** None: nothing is exported. */
  readonly otlp: OtlpSettings | undefined;
  readonly log: LogSettings;
  /** None: no ledger is written. */
  readonly ledger: LedgerSettings | undefined;
  readonly interval: IntervalSettings;
  /** Profiles with the most tokens that each window of the interval report names. 0 to 1,000. @default 0 */
  readonly profiles?: number;
  readonly size?: SizeSettings;
}

/** Export over OTLP/HTTP. What is left out goes by the standard `OTEL_*` variables. */
export interface OtlpSettings {
  /** Base URL, without `/v1/traces` and the like. */
  readonly endpoint: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** How it is encoded. @default `OTEL_EXPORTER_OTLP_PROTOCOL`, else `http/protobuf` */
  readonly protocol?: OtlpProtocol;
  /** `service.name` of everything exported. */
  readonly serviceName: string;
  /** Between two exports of metrics. Milliseconds. */
  readonly intervalMs: number;
}

/** How what is exported is encoded. */
export type OtlpProtocol = 'http/protobuf' | 'http/json';

/** What is logged. */
export interface LogSettings {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
  /** Request headers (lower case) that are logged with each exchange. Those that hold secrets are not, whatever is asked for. */
  readonly headers: readonly string[];
}

/** One line of JSON for each exchange. */
export interface LedgerSettings {
  readonly path: string;
  /** Size at which a new file is begun. Bytes. */
  readonly rotateBytes: number;
}

/** The windows of the interval report. */
export interface IntervalSettings {
  /** Milliseconds. */
  readonly windowMs: number;
  /** Windows that are kept. At least 1. */
  readonly history: number;
}

/** What the PTU estimate goes by. */
export interface SizeSettings {
  /** By model; a name also covers its dated versions. Added to the public figures, and stronger than they are. */
  readonly models: Readonly<Record<string, PtuModel>>;
}

/** What one provisioned throughput unit (PTU) of a model carries. */
export interface PtuModel {
  /** Prompt tokens a minute for each PTU. Greater than 0. */
  readonly inputTpmPerPtu: number;
  /** Prompt tokens that one completion token weighs as much as. */
  readonly outputWeight: number;
  /** Smallest deployment, in PTUs. @default 15 */
  readonly minimum?: number;
  /** PTUs by which a deployment grows. @default 5 */
  readonly increment?: number;
}
