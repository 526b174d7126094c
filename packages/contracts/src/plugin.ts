import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { Authenticator, ProfileSource } from './profile.ts';
import type { Balancer } from './balancer.ts';
import type { Clock } from './clock.ts';
import type { Connector } from './connector.ts';
import type { CredentialSource } from './credential.ts';
import type { Dialect } from './dialect.ts';
import { LanewayError } from './errors.ts';
import type { QueuePolicy } from './queue-policy.ts';
import type { QuotaStore } from './quota-store.ts';
import type { RequestProcessor } from './request-processor.ts';
import type { ResponseProcessor } from './response-processor.ts';
import type { TelemetrySink } from './telemetry-sink.ts';

/** What `create` of each kind of plugin returns. */
export interface PluginInstances {
  /** Says who is calling. */
  authenticator: Authenticator;
  /** Knows what a caller may do. */
  'profile-source': ProfileSource;
  /** Looks at, refuses, answers or rewrites requests before they are queued. */
  'request-processor': RequestProcessor;
  /** Decides which lane is served next. */
  'queue-policy': QueuePolicy;
  /** Chooses among endpoints that have room. */
  balancer: Balancer;
  /** Talks to a family of backends. */
  connector: Connector;
  /** Knows what the requests, answers and errors of a vendor say. */
  dialect: Dialect;
  /** Provides the secret that a backend gets. */
  credential: CredentialSource;
  /** Reads or rewrites answers and reports usage. */
  'response-processor': ResponseProcessor;
  /** Counts what profiles spend. */
  'quota-store': QuotaStore;
  /** Receives the events of the gateway. */
  'telemetry-sink': TelemetrySink;
}

/** A kind of plugin. */
export type PluginKind = keyof PluginInstances;

/** The current contract of each kind. A host accepts it and, from 2 on, the one before. */
export const contractVersions = {
  authenticator: 1,
  'profile-source': 1,
  'request-processor': 1,
  'queue-policy': 1,
  balancer: 1,
  connector: 1,
  dialect: 1,
  credential: 1,
  'response-processor': 1,
  'quota-store': 1,
  'telemetry-sink': 1,
} as const satisfies Record<PluginKind, number>;

/** Log of a plugin instance. Messages and fields must hold no secrets. The methods never throw or block. */
export interface Log {
  /** For somebody who looks for a fault in the plugin. Not written unless the level is `debug`. */
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Something normal that happens seldom. */
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Something that an operator should look at. */
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Something that an operator must repair. */
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** A function to call in a worker, and its argument. */
export interface WorkerTask {
  /** Module to import: an absolute URL, e.g. `import.meta.resolve('./count-tokens.js')`. */
  readonly url: string;
  /** Name of the function among the exports of the module. */
  readonly name: string;
  /** The only argument. Copied by structured clone: no functions, no class instances. */
  readonly input: unknown;
}

/** Runs functions outside the event loop, for work that would block it. */
export interface WorkerPool {
  /**
   * Runs `task` in a worker and resolves with a copy of what the function returns or resolves with. Tasks wait while all workers
   * are busy. Rejects if the function throws, or if `signal` aborts, which also ends the worker.
   */
  run(task: WorkerTask, signal?: AbortSignal): Promise<unknown>;
}

/** What the gateway lends to a plugin instance. Valid until `signal` aborts. */
export interface PluginHost {
  /** The time and timers of the gateway. Use it instead of `Date.now` and `setTimeout`, so that tests can move the time. */
  readonly clock: Clock;
  /** Log of the gateway. Lines do not name the instance: add `instance` to the fields where it matters. */
  readonly log: Log;
  /** Aborts when the instance is about to be closed, before `close` is called. Ends timers, watchers and requests of its own. */
  readonly signal: AbortSignal;
  /** A random number: at least 0, less than 1. Use it instead of `Math.random`. */
  readonly random: () => number;
  /** Path in the config of the use that the instance is for, e.g. `facades.chat.balancer`. */
  readonly instance: string;
  /** Folder that relative paths in options start from: that of the config file. Absolute. */
  readonly baseDir: string;
  /** Workers, shared with all other instances. */
  readonly pool: WorkerPool;
}

/** The default export of a plugin package, made by `definePlugin`. */
export interface Plugin<
  Kind extends PluginKind = PluginKind,
  Options extends StandardSchemaV1 = StandardSchemaV1,
> {
  /** What `create` returns. */
  readonly kind: Kind;
  /** Kebab-case, e.g. `least-connections`. The package is called `@scope/<kind>-<name>` or `<anything>-<kind>-<name>`. */
  readonly name: string;
  /** The contract that the plugin was written for: `contractVersions` of its kind at that time. At least 1. */
  readonly contract: number;
  /** Schema of the options: any Standard Schema (https://standardschema.dev). Should refuse unknown keys. */
  readonly options: Options;
  /**
   * Absolute paths of the files that `options` name and that only `create` reads: they are watched, and a reload that finds one
   * changed makes a new instance. A file that cannot be read is an error of the config. @default none
   */
  files?(
    options: StandardSchemaV1.InferOutput<Options>,
    host: Pick<PluginHost, 'baseDir'>,
  ): readonly string[];
  /**
   * Makes an instance. Called once for every use in the config, with options that passed the schema; not called again by a reload
   * that leaves the use as it is. May be asynchronous. If it throws or rejects, the config is refused with that message and
   * instances made before are closed.
   */
  create(
    options: StandardSchemaV1.InferOutput<Options>,
    host: PluginHost,
  ): PluginInstances[Kind] | Promise<PluginInstances[Kind]>;
}

/**
 * Declares a plugin; `create` gets options of the type that the schema infers. Returns a frozen copy.
 * Throws `LanewayError` `plugin_invalid` if `pluginProblem` finds something.
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
  if (typeof value !== 'object' || value === null) return 'A plugin is an object made by definePlugin.';
  const { kind, name, contract, options, files, create } = value as Record<keyof Plugin, unknown>;
  if (!isKind(kind))
    return `Its kind is ${shown(kind)}; allowed: ${Object.keys(contractVersions).join(', ')}.`;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return `Its name is ${shown(name)}; it must be kebab-case, e.g. least-connections.`;
  }
  if (!isStandardSchema(options)) return `The options of ${name} must be a Standard Schema.`;
  if (files !== undefined && typeof files !== 'function') return `The files of ${name} must be a function.`;
  if (typeof create !== 'function') return `The create of ${name} must be a function.`;
  return contractProblem(name, kind, contract);
}

function contractProblem(name: string, kind: PluginKind, contract: unknown): string | undefined {
  const current: number = contractVersions[kind];
  if (contract === current || (current > 1 && contract === current - 1)) return undefined;
  const accepted = current > 1 ? `${current} or ${current - 1}` : `${current}`;
  return `${name} is written for contract ${shown(contract)} of ${kind}; this gateway accepts ${accepted}.`;
}

function isKind(value: unknown): value is PluginKind {
  return typeof value === 'string' && Object.hasOwn(contractVersions, value);
}

function isStandardSchema(value: unknown): value is StandardSchemaV1 {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false;
  const standard = (value as Partial<StandardSchemaV1>)['~standard'];
  return typeof standard?.validate === 'function';
}

function shown(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return `of type ${typeof value}`;
  }
}
