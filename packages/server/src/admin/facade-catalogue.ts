/** A facade in the admin API. */
export interface FacadeView {
  readonly name: string;
  /** `file`: from the config file, and only changed there. `api`: created and changed through the admin API. */
  readonly source: 'file' | 'api';
  /** The fields with which it was written. Never a secret: references stay references. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Time of creation (ISO 8601); `undefined` if it is from the config file. */
  readonly createdOn: string | undefined;
  readonly updatedOn: string | undefined;
}

/** Result of writing a facade. */
export interface WrittenFacade {
  readonly facade: FacadeView;
  /** Whether a facade of that name existed before. */
  readonly existed: boolean;
  /** Warnings, one sentence each: what is allowed, but probably a mistake. */
  readonly warnings: readonly string[];
}

/** `deleted`: serves no longer, but its name is taken until it is purged. */
export type FacadePresence = 'present' | 'deleted' | 'absent';

/** All facades, of which those of the admin API can be changed. Methods reject with an `AdminRefusal` if the change is not possible. */
export interface FacadeCatalogue {
  /** In the order in which requests are matched. */
  list(): readonly FacadeView[];
  find(name: string): FacadeView | undefined;
  presence(name: string): FacadePresence;
  /** Creates or replaces a facade. Resolves when it serves and would survive a restart. */
  write(name: string, settings: Readonly<Record<string, unknown>>): Promise<WrittenFacade>;
  /** Deletes a facade softly: it serves no longer, and its name stays taken. */
  remove(name: string): Promise<void>;
  /** Frees the name of a deleted facade. */
  purge(name: string): Promise<void>;
}
