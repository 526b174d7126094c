import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { Authenticator, ProfileSource } from './profile.ts';
import type { Balancer } from './balancer.ts';
import type { Clock } from './clock.ts';
import type { Connector } from './connector.ts';
import type { CredentialSource } from './credential.ts';
import type { JobStore } from './job-store.ts';
import { LanewayError } from './errors.ts';
import type { QueuePolicy } from './queue-policy.ts';
import type { QuotaStore } from './quota-store.ts';
import type { RequestProcessor } from './request-processor.ts';
import type { ResponseProcessor } from './response-processor.ts';
import type { TelemetrySink } from './telemetry-sink.ts';

/** What each kind of plugin creates. */
export interface PluginInstances {
  authenticator: Authenticator;
  'profile-source': ProfileSource;
  'request-processor': RequestProcessor;
  'queue-policy': QueuePolicy;
  balancer: Balancer;
  connector: Connector;
  credential: CredentialSource;
  'response-processor': ResponseProcessor;
  'quota-store': QuotaStore;
  'telemetry-sink': TelemetrySink;
  'job-store': JobStore;
}

export type PluginKind = keyof PluginInstances;

/** The contract of each kind that this package describes. A host accepts it and the one before. */
export const contractVersions = {
  authenticator: 1,
  'profile-source': 1,
  'request-processor': 1,
  'queue-policy': 1,
  balancer: 1,
  connector: 1,
  credential: 1,
  'response-processor': 1,
  'quota-store': 1,
  'telemetry-sink': 1,
  'job-store': 1,
} as const satisfies Record<PluginKind, number>;

/** Where a plugin's messages go. Fields must hold no secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Runs functions outside the event loop. */
export interface WorkerPool {
  /**
   * Calls the export `name` of the module at `url` with `input` in a worker and resolves with what it returns.
   * Both are cloned. Rejects when it throws or when `signal` aborts, which ends the worker.
   */
  run(
    task: { readonly url: string; readonly name: string; readonly input: unknown },
    signal?: AbortSignal,
  ): Promise<unknown>;
}

/** What the gateway lends to a plugin instance. */
export interface PluginHost {
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts when the instance is to be closed. */
  readonly signal: AbortSignal;
  /** At least 0, less than 1. */
  readonly random: () => number;
  /** Where in the config the instance is used, e.g. `facades.chat.balancer`. */
  readonly instance: string;
  /** Folder that relative paths in options are relative to; absolute. */
  readonly baseDir: string;
  readonly pool: WorkerPool;
}

/** What a plugin package exports by default. */
export interface Plugin<
  Kind extends PluginKind = PluginKind,
  Options extends StandardSchemaV1 = StandardSchemaV1,
> {
  readonly kind: Kind;
  /** Kebab-case; the package is called `<anything>-<kind>-<name>` or `@scope/<kind>-<name>`. */
  readonly name: string;
  /** The contract of its kind that it was written for. */
  readonly contract: number;
  /** Schema of its options, any Standard Schema. Should refuse unknown keys. */
  readonly options: Options;
  /**
   * Files that options name, absolute, and that an instance reads only while it is created: a reload that finds one of
   * them changed creates another instance. One that can't be read is a problem of the config. @default none
   */
  files?(
    options: StandardSchemaV1.InferOutput<Options>,
    host: Pick<PluginHost, 'baseDir'>,
  ): readonly string[];
  /** Called once per use in the config, with options that passed the schema. May reject: the config is then refused. */
  create(
    options: StandardSchemaV1.InferOutput<Options>,
    host: PluginHost,
  ): PluginInstances[Kind] | Promise<PluginInstances[Kind]>;
}

/**
 * Declares a plugin; its options are typed by its schema.
 * Throws `LanewayError` `plugin_invalid` if kind, name or contract can't be right.
 */
export function definePlugin<Kind extends PluginKind, Options extends StandardSchemaV1>(
  plugin: Plugin<Kind, Options>,
): Plugin<Kind, Options> {
  const problem = pluginProblem(plugin);
  if (problem !== undefined) throw new LanewayError('plugin_invalid', problem);
  return Object.freeze({ ...plugin });
}

/** What is wrong with a value that should be a plugin, in one sentence; `undefined` if nothing is. */
export function pluginProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return 'a plugin is an object made by definePlugin';
  const { kind, name, contract, options, create } = value as Record<keyof Plugin, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(contractVersions, kind)) {
    return `kind is ${JSON.stringify(kind)}; allowed: ${Object.keys(contractVersions).join(', ')}`;
  }
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return `name is ${JSON.stringify(name)}; it must be kebab-case, e.g. least-connections`;
  }
  if (typeof create !== 'function') return `create of ${name} must be a function`;
  if (typeof options !== 'object' && typeof options !== 'function')
    return `options of ${name} must be a Standard Schema`;
  return contractProblem(name, kind as PluginKind, contract);
}

function contractProblem(name: string, kind: PluginKind, contract: unknown): string | undefined {
  const current: number = contractVersions[kind];
  if (contract === current || (current > 1 && contract === current - 1)) return undefined;
  const accepted = current > 1 ? `${current} or ${current - 1}` : `${current}`;
  return `${name} speaks contract ${JSON.stringify(contract)} of ${kind}; this gateway speaks ${accepted}`;
}
