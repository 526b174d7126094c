import { LanewayError, pluginProblem } from '@laneway/contracts';
import type { Plugin, PluginHost, PluginInstances, PluginKind } from '@laneway/contracts';

import type { PluginUse } from '../config.ts';

/** Finds the plugin that `use` names, isolated if `isolation` says so. Rejects with `plugin_not_found` if there is none. */
export type ResolvePlugin = (
  use: string,
  kind: PluginKind,
  isolation: PluginUse['isolation'],
) => Promise<unknown>;

/** What the hosts of all plugin instances share. */
export type SharedHost = Omit<PluginHost, 'signal' | 'instance'>;

interface Entry {
  readonly key: string;
  readonly instance: Promise<PluginInstances[PluginKind]>;
  readonly controller: AbortController;
  users: number;
}

/**
 * Creates plugin instances, and closes each when no generation uses it any more.
 * The same use at the same config path of two generations is one instance, so that its state and connections are kept.
 */
export class InstanceStore {
  readonly #resolve: ResolvePlugin;
  readonly #host: SharedHost;
  readonly #entries = new Map<string, Entry>();

  constructor(resolve: ResolvePlugin, host: SharedHost) {
    this.#resolve = resolve;
    this.#host = host;
  }

  /** A set of instances, to be released together. */
  lease(): InstanceLease {
    return new InstanceLease(this);
  }

  async acquire<Kind extends PluginKind>(
    kind: Kind,
    use: PluginUse,
    path: string,
  ): Promise<[Entry, PluginInstances[Kind]]> {
    const { options = null, isolation, revision = null } = use;
    const key = JSON.stringify([kind, path, use.use, options, isolation, revision]);
    let entry = this.#entries.get(key);
    if (entry === undefined) {
      const controller = new AbortController();
      entry = { key, instance: this.#create(kind, use, path, controller.signal), controller, users: 0 };
      this.#entries.set(key, entry);
    }
    entry.users += 1;
    try {
      // The key names the kind, so the entry holds an instance of it.
      return [entry, (await entry.instance) as PluginInstances[Kind]];
    } catch (error) {
      await this.release(entry);
      throw error;
    }
  }

  async release(entry: Entry): Promise<void> {
    entry.users -= 1;
    if (entry.users > 0) return;
    this.#entries.delete(entry.key);
    entry.controller.abort();
    const instance = await entry.instance.catch(() => undefined);
    await instance?.close?.();
  }

  async #create(
    kind: PluginKind,
    use: PluginUse,
    path: string,
    signal: AbortSignal,
  ): Promise<PluginInstances[PluginKind]> {
    const plugin = await this.#resolve(use.use, kind, use.isolation);
    checkPlugin(plugin, kind, use, path);
    const options = await checkOptions(plugin, use.options, path);
    return plugin.create(options, { ...this.#host, signal, instance: path });
  }
}

/** The instances that one generation uses. */
export class InstanceLease {
  readonly #store: InstanceStore;
  readonly #held: Entry[] = [];

  constructor(store: InstanceStore) {
    this.#store = store;
  }

  async get<Kind extends PluginKind>(
    kind: Kind,
    use: PluginUse,
    path: string,
  ): Promise<PluginInstances[Kind]> {
    const [entry, instance] = await this.#store.acquire(kind, use, path);
    this.#held.push(entry);
    return instance;
  }

  /** Closes, in reverse order of creation, the instances that no other lease holds. */
  async release(): Promise<void> {
    for (let entry = this.#held.pop(); entry !== undefined; entry = this.#held.pop())
      await this.#store.release(entry);
  }
}

/** One objection of a plugin's schema to its options. */
export interface OptionIssue {
  /** Config path, e.g. `endpoints.east.connector.options.probe`. */
  readonly path: string;
  readonly message: string;
}

/** The objections of a plugin's schema to `options`; empty if there are none. `path`: config path of the plugin's use. */
export async function optionIssues(
  plugin: Plugin,
  options: unknown,
  path: string,
): Promise<readonly OptionIssue[]> {
  const { issues = [] } = await plugin.options['~standard'].validate(options ?? {});
  return located(issues, path);
}

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

function located(issues: readonly SchemaIssue[], usePath: string): readonly OptionIssue[] {
  return issues.map(({ message, path = [] }) => {
    const keys = path.map((step) => String(typeof step === 'object' ? step.key : step));
    return { path: [usePath, 'options', ...keys].join('.'), message };
  });
}

function checkPlugin(
  value: unknown,
  kind: PluginKind,
  use: PluginUse,
  path: string,
): asserts value is Plugin {
  const problem = pluginProblem(value);
  if (problem !== undefined)
    throw new LanewayError('plugin_invalid', `${path}: ${use.use}: ${problem}`, { param: path });
  const { kind: actual } = value as Plugin;
  if (actual !== kind) {
    throw new LanewayError(
      'plugin_invalid',
      `${path}: ${use.use} is a ${actual} plugin, but a ${kind} is needed here.`,
      { param: path },
    );
  }
}

async function checkOptions(plugin: Plugin, options: unknown, path: string): Promise<unknown> {
  const result = await plugin.options['~standard'].validate(options ?? {});
  if (result.issues === undefined) return result.value;
  const [issue] = located(result.issues, path);
  throw new LanewayError('plugin_invalid', `${issue?.path}: ${issue?.message}`, {
    param: issue?.path ?? path,
  });
}
