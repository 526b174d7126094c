import type { InitAnswers } from './init-answers.ts';

/** A commented `laneway.yaml`: gold and silver share the PTU endpoint, gold first; bronze has PAYG. */
export function newConfig({ ptu, payg, credential }: InitAnswers): string {
  return `# \`laneway check\` validates this file, \`laneway start\` runs it and follows its changes.
# Editors complete and check it with the output of \`laneway schema > laneway.schema.json\`.

listen: { host: 127.0.0.1, port: 8787 }
admin: { host: 127.0.0.1, port: 9787, token: "\${LANEWAY_ADMIN_TOKEN:-}" }   # without a token: this machine only

# Who is served first: a free slot goes to the first lane that has a request for it.
lanes:
  - { name: gold }
  - { name: silver }
  - { name: bronze, maxWait: 60s }     # a request that has waited this long is next, whatever its rank
priority: { default: bronze }          # lane of callers without a tier

# The header x-user-id names an entry of profiles.json, whose \`tier\` is one of those below.
profiles: { use: file, options: { path: ./profiles.json }, header: x-user-id }

# Endpoints of each tier, by label, in order of preference. A request waits up to \`patience\` for each choice before it
# takes the next one. Where tiers share endpoints, the gateway decides how many slots lower tiers leave free: it aims to send
# at most 1 % more of gold's requests (\`margin\`) to PAYG than if gold had the PTU alone.
tiers:
  gold:   { lane: gold,   route: [ { capacity: ptu }, { capacity: payg } ], patience: 500ms }
  silver: { lane: silver, route: [ { capacity: ptu }, { capacity: payg } ], patience: 2s }
  bronze: { lane: bronze, route: [ { capacity: payg } ] }

endpoints:
  ptu:
    url: ${JSON.stringify(ptu)}
${credentialLine(credential, 'PTU')}    processors: [ openai ]             # reads the token usage in answers
    labels: { capacity: ptu }
    slots: 20                          # requests at once
  payg:
    url: ${JSON.stringify(payg)}
${credentialLine(credential, 'PAYG')}    processors: [ openai ]
    labels: { capacity: payg }
    slots: 100
    quota: { tpm: 300000 }             # tokens a minute that the backend allows

facades:
  default:
    endpoints: [ ptu, payg ]
    balancer: { use: latency }         # round-robin | weighted | least-connections | latency
    failover: { attempts: 3, timeout: 120s }
`;
}

function credentialLine(credential: InitAnswers['credential'], name: string): string {
  switch (credential) {
    case 'passthrough':
      return '    # credential: { use: entra }       # left out: the caller’s own is passed through\n';
    case 'entra':
      return '    credential: { use: entra }         # managed identity, or another one that Azure finds\n';
    case 'api-key':
      return `    credential: { use: api-key, options: { key: "\${${name}_API_KEY}" } }\n`;
    default:
      return credential satisfies never;
  }
}

/** A `profiles.json` with one caller of each tier. */
export function newProfiles(): string {
  const profiles = ['gold', 'silver', 'bronze'].map((tier) => ({ userId: `${tier}-app`, tier }));
  return `[\n${profiles.map((profile) => `  ${JSON.stringify(profile)}`).join(',\n')}\n]\n`;
}
