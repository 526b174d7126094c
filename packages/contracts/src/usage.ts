/** Tokens that a backend reported for an exchange. */
export interface Usage {
  /** Prompt tokens, cached ones included. */
  readonly promptTokens: number;
  /** The part of `promptTokens` that came from the backend's cache. */
  readonly cachedTokens: number;
  /** Answer tokens, reasoning ones included. */
  readonly completionTokens: number;
  /** The part of `completionTokens` spent on reasoning. */
  readonly reasoningTokens: number;
  /** Model as the backend named it. */
  readonly model?: string;
  /** The service tier that was really used, where the backend says it. */
  readonly serviceTier?: string;
  /** Set if it was spent from a quota of its own, as a batch's is: it is told, but charged to nobody's quota here. */
  readonly apart?: true;
}
