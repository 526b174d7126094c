/** The tokens of one answer. All counts are whole numbers, 0 or more. */
export interface Usage {
  /** Tokens of the prompt, cached ones included. */
  readonly promptTokens: number;
  /** The part of `promptTokens` that came from the backend's cache. */
  readonly cachedTokens: number;
  /** Tokens of the answer, reasoning ones included. */
  readonly completionTokens: number;
  /** The part of `completionTokens` that was spent on reasoning. */
  readonly reasoningTokens: number;
  /** The model as the backend names it; absent if it does not. */
  readonly model?: string;
  /** The service tier that was used, as the backend names it; absent if it does not. */
  readonly serviceTier?: string;
  /** The tokens came from a separate quota, as those of a batch do: they are reported, but charged to no quota of the gateway. */
  readonly separateQuota?: true;
}
