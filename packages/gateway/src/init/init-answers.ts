/** How backends are to be shown who calls. */
export const credentialKinds = ['passthrough', 'api-key', 'entra'] as const;

/** What a new config says; the rest is the same for everybody. */
export interface InitAnswers {
  readonly ptu: string;
  readonly payg: string;
  readonly credential: (typeof credentialKinds)[number];
}

/** What stands in the config if nobody knows better: names that never resolve. Source: RFC 2606. */
export const sampleAnswers: InitAnswers = {
  ptu: 'https://my-ptu.openai.azure.example',
  payg: 'https://my-payg.openai.azure.example',
  credential: 'passthrough',
};
