import { resolve } from 'node:path';

import type { LanewayConfig, RefusedConfig, StateDocument } from '@laneway/config';
import { readRegularFile, watchConfig } from '@laneway/config';
import type { Clock, Log } from '@laneway/contracts';
import type { Gateway } from '@laneway/core';
import type { Reconfigurable } from '@laneway/server';

import type { ConfigReading, InterpretOptions } from '../config/interpret-config.ts';
import { interpretConfig } from '../config/interpret-config.ts';
import type { ConfigText } from '../config/load-config.ts';
import { configLimits, defaultConfigFile } from '../config/load-config.ts';
import type { ConfigChange } from './config-change.ts';
import { configChange } from './config-change.ts';
import {
  emptyConfig,
  missingConfig,
  refusedConfig,
  refusedFacade,
  refusedService,
  refusedText,
  logRefusal,
  unkeptFacade,
} from './config-refusals.ts';
import { writeStateFile } from '../config/state-file.ts';

/** Collaborators of a `LiveConfig`. */
export interface LiveConfigDependencies {
  readonly engine: Pick<Gateway, 'state' | 'laneMoves'>;
  /** Uses a config from now on. Rejects, and changes nothing, if it cannot. */
  readonly serve: (config: LanewayConfig) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The config in use. All changes go through here, from its file or from the admin API: one at a time, and a change that
 * fails has no effect.
 */
export class LiveConfig implements Reconfigurable {
  readonly #dependencies: LiveConfigDependencies;
  /** The config at the start, for settings that need a restart. */
  readonly #started: LanewayConfig;
  #reading: ConfigReading;
  #turn: Promise<unknown> = Promise.resolve();
  #watched: readonly string[] = [];
  #stopWatching: (() => void) | undefined;

  constructor(reading: ConfigReading, dependencies: LiveConfigDependencies) {
    this.#reading = reading;
    this.#started = reading.config;
    this.#dependencies = dependencies;
  }

  /** The config in use. */
  get reading(): ConfigReading {
    return this.#reading;
  }

  /** Reads the config again. Rejects with `AdminRefusal` if it is invalid; then the old one stays in use. */
  reload(): Promise<ConfigChange> {
    return this.#inTurn(async () => {
      const next = await this.#readAgain();
      const change = this.#changeTo(next);
      await this.#take(next, change);
      return { ...change, generation: this.#generation };
    });
  }

  /** The changes that `reload` would make, or that the config in `text` would; of that one, only known plugins are checked. */
  preview(text: string | undefined): Promise<ConfigChange> {
    return this.#inTurn(async () =>
      this.#changeTo(text === undefined ? await this.#readAgain() : await this.#readBody(text)),
    );
  }

  /** Reloads, and logs the result. */
  async reloadOnSignal(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      logRefusal(this.#dependencies.log, error);
    }
  }

  /**
   * Uses the state that `change` returns, and keeps it in the state file. Rejects with what `change` throws, and with
   * `AdminRefusal` if the state is invalid. `subject` names the facade that is written, if there is one.
   */
  keep(change: (reading: ConfigReading) => StateDocument, subject?: string): Promise<ConfigReading> {
    return this.#inTurn(async () => {
      const before = this.#reading;
      const next = await this.#interpret(before.text, { state: change(before), subject });
      if (!next.ok) throw refusedFacade(next.problems);
      await this.#take(next, this.#changeTo(next));
      try {
        await writeStateFile(this.#started.stateFile, next.state);
      } catch (error) {
        await this.#take(before, this.#changeTo(before));
        throw unkeptFacade(this.#started.stateFile, error);
      }
      return next;
    });
  }

  /** Reloads whenever the file, or one that it refers to, has changed, until this is closed. */
  follow(): void {
    this.#stopWatching ??= () => {};
    this.#watch();
  }

  /** Stops following the file. Resolves when the last change is done. */
  async close(): Promise<void> {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    await this.#turn;
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  get #generation(): number {
    return this.#dependencies.engine.state().generation;
  }

  async #readAgain(): Promise<ConfigReading> {
    const text = await this.#find();
    const next = await this.#interpret(text, { state: this.#reading.state });
    if (!next.ok) throw refusedConfig(next.problems);
    this.#refuseEmpty(next);
    return next;
  }

  async #find(): Promise<ConfigText> {
    const { text, search } = this.#reading;
    if (text.path === undefined) return text;
    const found = await readAt(text.path, search.cwd);
    // An empty file is about to be written.
    if (found.trim() === '') throw missingConfig(text.path, 'The file is empty.');
    return { path: text.path, text: found };
  }

  async #readBody(body: string): Promise<ConfigReading> {
    const { text, state } = this.#reading;
    const path = text.path ?? defaultConfigFile;
    const next = await this.#interpret({ path, text: body }, { state, inUse: this.#reading });
    if (!next.ok) throw refusedText(next.problems, path);
    this.#refuseEmpty(next);
    return next;
  }

  // A config without endpoints is usually half written, or lost its content.
  #refuseEmpty({ own, text }: ConfigReading): void {
    const before = this.#reading.own.gateway.endpoints.length;
    if (before === 0 || own.gateway.endpoints.length > 0 || own.allowEmpty) return;
    throw emptyConfig(text.path ?? 'environment');
  }

  #interpret(text: ConfigText, options: InterpretOptions): Promise<ConfigReading | RefusedConfig> {
    return interpretConfig(text, this.#reading.search, options);
  }

  #changeTo(next: ConfigReading): ConfigChange {
    const { engine } = this.#dependencies;
    const moves = engine.laneMoves(next.config.gateway);
    return configChange(next, {
      before: this.#reading.config,
      started: this.#started,
      moves,
      generation: this.#generation,
    });
  }

  async #take(next: ConfigReading, change: ConfigChange): Promise<void> {
    if (change.changed) await this.#serve(next, change);
    this.#reading = next;
    if (this.#stopWatching !== undefined) this.#watch();
  }

  async #serve(next: ConfigReading, change: ConfigChange): Promise<void> {
    const { serve, log } = this.#dependencies;
    try {
      await serve(next.config);
    } catch (error) {
      throw refusedService(next.config, error);
    }
    const { endpoints, facades, lanes, tiers, settings, needRestart } = change;
    log.info('the changed config is in use', { endpoints, facades, lanes, tiers, settings, needRestart });
  }

  #watch(): void {
    const { text, search, report } = this.#reading;
    const own = text.path === undefined ? [] : [resolve(search.cwd, text.path)];
    const files = [...own, ...report.files];
    if (files.join('\n') === this.#watched.join('\n')) return;
    this.#stopWatching?.();
    this.#watched = files;
    const { clock, log } = this.#dependencies;
    this.#stopWatching = watchConfig(files, () => void this.reloadOnSignal(), {
      clock,
      onMissing: (file) => log.error('a config file is missing; the config stays in use', { file }),
    });
    // The watch does not report a change between reading the file and now.
    void this.#reloadIfOutdated(text);
  }

  async #reloadIfOutdated(text: ConfigText): Promise<void> {
    const found = await this.#find().catch(() => text);
    if (found.text !== text.text && this.#reading.text === text) await this.reloadOnSignal();
  }
}

async function readAt(path: string, cwd: string): Promise<string> {
  try {
    return (await readRegularFile(resolve(cwd, path), configLimits)).toString('utf8');
  } catch (error) {
    throw missingConfig(path, error instanceof Error ? error.message : String(error));
  }
}
