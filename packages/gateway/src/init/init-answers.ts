/** Credentials for the backends of a new config. */
export const credentialKinds = ['passthrough', 'api-key', 'entra'] as const;

/** The parts of a new config that the user chooses. */
export interface InitAnswers {
  readonly ptu: string;
  readonly payg: string;
  readonly credential: (typeof credentialKinds)[number];
}

/** Defaults: host names that never resolve. Source: RFC 2606. */
export const sampleAnswers: InitAnswers = {
  ptu: 'https://my-ptu.openai.azure.example',
  payg: 'https://my-payg.openai.azure.example',
  credential: 'passthrough',
};
