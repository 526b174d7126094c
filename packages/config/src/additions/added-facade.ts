type Entries = Readonly<Record<string, unknown>>;

/** A facade from outside the config, as written. */
export interface AddedFacade {
  readonly name: string;
  /** Fields of the admin API's facade resource, without its name: `endpoints`, `loadBalancingPolicy`, ... */
  readonly settings: Entries;
}

/** An endpoint that is defined inside an added facade. */
export interface InlineEndpoint {
  readonly name: string;
  /** Index in the facade's list. */
  readonly index: number;
  /** Value of `endpoints.{name}`. */
  readonly value: Entries;
}
