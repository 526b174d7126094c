import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import type { LanewayConfig, RefusedConfig, StateDocument } from '@laneway/config';
import { watchConfig } from '@laneway/config';
import type { Clock, Log } from '@laneway/contracts';
import type { Gateway } from '@laneway/core';
import type { Reconfigurable } from '@laneway/server';

import type { ConfigReading, InterpretParts } from '../config/interpret-config.ts';
import { interpretConfig } from '../config/interpret-config.ts';
import type { ConfigText } from '../config/load-config.ts';
import { defaultConfigFile } from '../config/load-config.ts';
import type { ConfigChange } from './config-change.ts';
import { configChange } from './config-change.ts';
import {
  missingConfig,
  refusedConfig,
  refusedFacade,
  refusedService,
  refusedText,
  tellRefusal,
  unkeptFacade,
} from './config-refusals.ts';
import { KnownPlugins } from '../plugins/known-plugins.ts';
import { writeStateFile } from '../config/state-file.ts';

/** What a live config is put to work with. */
export interface LiveConfigParts {
  readonly engine: Pick<Gateway, 'state' | 'laneMoves'>;
  /** Serves a config from now on. Rejects, and changes nothing, if it can't. */
  readonly serve: (config: LanewayConfig) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The config that serves, and the only way to another one: from its file, or from what the admin API makes. One change
 * at a time; one that can't be served changes nothing.
 */
export class LiveConfig implements Reconfigurable {
  readonly #parts: LiveConfigParts;
  /** What settings that only a start looks at are compared with. */
  readonly #started: LanewayConfig;
  #reading: ConfigReading;
  #turn: Promise<unknown> = Promise.resolve();
  #watched: readonly string[] = [];
  #stopWatching: (() => void) | undefined;

  constructor(reading: ConfigReading, parts: LiveConfigParts) {
    this.#reading = reading;
    this.#started = reading.config;
    this.#parts = parts;
  }

  /** What serves. */
  get reading(): ConfigReading {
    return this.#reading;
  }

  /** Rejects with `AdminRefusal` if the config is wrong; the old one goes on serving. */
  reload(): Promise<ConfigChange> {
    return this.#inTurn(async () => {
      const next = await this.#readAgain();
      const change = this.#changeTo(next);
      await this.#take(next, change);
      return { ...change, generation: this.#generation };
    });
  }

  /** What `reload` would change, or a config that is not in the file; of such a one, only plugins that are known are looked into. */
  preview(text: string | undefined): Promise<ConfigChange> {
    return this.#inTurn(async () =>
      this.#changeTo(text === undefined ? await this.#readAgain() : await this.#readBody(text)),
    );
  }

  /** Reloads, and tells the log what comes of it. */
  async reloadOnSignal(): Promise<void> {
    try {
      await this.reload();
    } catch (error) {
      tellRefusal(this.#parts.log, error);
    }
  }

  /**
   * Serves what the admin API makes of `change`, and keeps it. Rejects with what `change` throws, and with `AdminRefusal`
   * if it is wrong. `subject` names the facade that is written, if one is.
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

  /** Reloads whenever the file has changed, or one that it refers to, until it is closed. */
  follow(): void {
    this.#stopWatching ??= () => {};
    this.#watch();
  }

  /** Ends following. Resolves when the last change is done. */
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
    return this.#parts.engine.state().generation;
  }

  async #readAgain(): Promise<ConfigReading> {
    const text = this.#find();
    const next = await this.#interpret(text, { state: this.#reading.state });
    if (!next.ok) throw refusedConfig(next.problems);
    return next;
  }

  #find(): ConfigText {
    const { text, search } = this.#reading;
    if (text.path === undefined) return text;
    const found = readAt(text.path, search.cwd);
    // Without a word in it, it is a file that somebody is about to write.
    if (found.trim() === '') throw missingConfig(text.path, 'there is nothing in the file');
    return { path: text.path, text: found };
  }

  async #readBody(body: string): Promise<ConfigReading> {
    const { text, state, own } = this.#reading;
    const path = text.path ?? defaultConfigFile;
    const next = await this.#interpret({ path, text: body }, { state, known: new KnownPlugins(own) });
    if (!next.ok) throw refusedText(next.problems, path);
    return next;
  }

  #interpret(text: ConfigText, parts: InterpretParts): Promise<ConfigReading | RefusedConfig> {
    return interpretConfig(text, this.#reading.search, parts);
  }

  #changeTo(next: ConfigReading): ConfigChange {
    const { engine } = this.#parts;
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
    const { serve, log } = this.#parts;
    try {
      await serve(next.config);
    } catch (error) {
      throw refusedService(next.config, error);
    }
    const { endpoints, facades, lanes, tiers, settings, needRestart } = change;
    log.info('the changed config serves', { endpoints, facades, lanes, tiers, settings, needRestart });
  }

  #watch(): void {
    const { text, search, report } = this.#reading;
    const own = text.path === undefined ? [] : [resolve(search.cwd, text.path)];
    const files = [...own, ...report.files];
    if (files.join('\n') === this.#watched.join('\n')) return;
    this.#stopWatching?.();
    this.#watched = files;
    this.#stopWatching = watchConfig(files, () => void this.reloadOnSignal(), { clock: this.#parts.clock });
    // What was written since it was read is no change to who begins to watch only now.
    if (this.#isOutdated(text)) void this.reloadOnSignal();
  }

  #isOutdated(text: ConfigText): boolean {
    try {
      return this.#find().text !== text.text;
    } catch {
      return false;
    }
  }
}

function readAt(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8');
  } catch (error) {
    throw missingConfig(path, error instanceof Error ? error.message : String(error));
  }
}
