const safe = { filtered: false, severity: 'safe' };

/** What Azure's content filter says of harmless generated text. */
export const contentFilterResults = { hate: safe, self_harm: safe, sexual: safe, violence: safe };

/** The same of a prompt; Azure's first stream event carries nothing else. */
export const promptFilterResults = [
  {
    prompt_index: 0,
    content_filter_results: { ...contentFilterResults, jailbreak: { filtered: false, detected: false } },
  },
];
