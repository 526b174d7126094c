import type { KeptFacade } from '@laneway/config';
import { facadeSettings, namedSettings, settingsOf } from '@laneway/config';
import type { FacadeConfig } from '@laneway/core';
import type { FacadeCatalogue, FacadePresence, FacadeView, WrittenFacade } from '@laneway/server';
import { AdminRefusal } from '@laneway/server';

import type { ConfigReading } from '../config/interpret-config.ts';
import type { LiveConfig } from './live-config.ts';

/** The facades in use: those of the config file and those of the admin API. */
export class LiveFacades implements FacadeCatalogue {
  readonly #live: LiveConfig;
  readonly #now: () => Date;

  constructor(live: LiveConfig, now: () => Date) {
    this.#live = live;
    this.#now = now;
  }

  list(): readonly FacadeView[] {
    const { reading } = this.#live;
    return reading.config.gateway.facades.map((facade) => viewOf(reading, facade));
  }

  find(name: string): FacadeView | undefined {
    const { reading } = this.#live;
    const facade = reading.config.gateway.facades.find((each) => each.name === name);
    return facade && viewOf(reading, facade);
  }

  presence(name: string): FacadePresence {
    const { reading } = this.#live;
    const kept = reading.state.get(name);
    if (isOwn(reading, name)) return 'present';
    if (kept === undefined) return 'absent';
    return kept.deletedOn === undefined ? 'present' : 'deleted';
  }

  async write(name: string, body: Readonly<Record<string, unknown>>): Promise<WrittenFacade> {
    let existed = false;
    const { report } = await this.#live.keep((reading) => {
      const kept = changeable(reading, name);
      if (kept?.deletedOn !== undefined)
        throw new AdminRefusal('bad_request', 'A facade of this name is deleted but not purged.');
      existed = kept !== undefined;
      return new Map(reading.state).set(name, this.#keptFacade(name, body, kept));
    }, name);
    const facade = this.find(name);
    if (facade === undefined) throw new RangeError(`The facade ${name} was kept but is not in use.`);
    const warnings = report.warnings.filter(({ file }) => file === 'body');
    return { facade, existed, warnings: warnings.map(({ message }) => message) };
  }

  async remove(name: string): Promise<void> {
    await this.#live.keep((reading) => {
      const kept = changeable(reading, name);
      if (kept === undefined || kept.deletedOn !== undefined) throw noSuchFacade();
      return new Map(reading.state).set(name, { ...kept, deletedOn: this.#time() });
    });
  }

  async purge(name: string): Promise<void> {
    await this.#live.keep((reading) => {
      const kept = changeable(reading, name);
      if (kept === undefined) throw noSuchFacade();
      if (kept.deletedOn === undefined)
        throw new AdminRefusal('bad_request', 'Only a deleted facade can be purged.');
      return new Map([...reading.state].filter(([other]) => other !== name));
    });
  }

  #keptFacade(
    name: string,
    body: Readonly<Record<string, unknown>>,
    kept: KeptFacade | undefined,
  ): KeptFacade {
    const updatedOn = this.#time();
    return {
      name,
      createdOn: kept?.createdOn ?? updatedOn,
      updatedOn,
      deletedOn: undefined,
      settings: settingsOf(body),
    };
  }

  #time(): string {
    return this.#now().toISOString();
  }
}

function isOwn({ own }: ConfigReading, name: string): boolean {
  return own.gateway.facades.some((facade) => facade.name === name);
}

function viewOf(reading: ConfigReading, facade: FacadeConfig): FacadeView {
  const { name } = facade;
  const kept = isOwn(reading, name) ? undefined : reading.state.get(name);
  return {
    name,
    source: kept === undefined ? 'file' : 'api',
    settings: kept === undefined ? facadeSettings(reading.config, facade) : namedSettings(kept),
    createdOn: kept?.createdOn,
    updatedOn: kept?.updatedOn,
  };
}

/** The kept facade of a name. Throws if the facade belongs to the config file. */
function changeable(reading: ConfigReading, name: string): KeptFacade | undefined {
  if (!isOwn(reading, name)) return reading.state.get(name);
  throw new AdminRefusal('conflict', 'The config file has this facade. Change it there.');
}

function noSuchFacade(): AdminRefusal {
  return new AdminRefusal('not_found', 'There is no facade of this name.');
}
