/** A facade as operators see it. */
export interface FacadeView {
  readonly name: string;
  /** `file`: stands in the config, and is changed there. `api`: made, and changed, through the admin API. */
  readonly source: 'file' | 'api';
  /** What it was told, under the names that it is told by. Never a secret: references stand for those. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** ISO 8601; `undefined` if it stands in the config. */
  readonly createdOn: string | undefined;
  readonly updatedOn: string | undefined;
}

/** What became of a facade that was written. */
export interface WrittenFacade {
  readonly facade: FacadeView;
  /** Whether there was one of that name before. */
  readonly existed: boolean;
  /** What is allowed and hardly meant, one sentence each. */
  readonly warnings: readonly string[];
}

/** `deleted`: no longer serves, but keeps its name until it is purged. */
export type FacadePresence = 'present' | 'deleted' | 'absent';

/** Every facade that serves, and those that can be changed while the gateway runs. What it can't do, it rejects with an `AdminRefusal`. */
export interface FacadeCatalogue {
  /** In the order in which requests are matched. */
  list(): readonly FacadeView[];
  find(name: string): FacadeView | undefined;
  presence(name: string): FacadePresence;
  /** Makes a facade or replaces it. Resolves when it serves and would be there after a restart. */
  write(name: string, settings: Readonly<Record<string, unknown>>): Promise<WrittenFacade>;
  /** Ends its service; its name stays taken. */
  remove(name: string): Promise<void>;
  /** Forgets one that was removed. */
  purge(name: string): Promise<void>;
}
