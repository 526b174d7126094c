/** Addresses and config of the demo. */
export interface DemoAddresses {
  readonly proxyUrl: string;
  readonly adminUrl: string;
  readonly configPath: string;
}

/** The text that the demo prints: commands to paste. */
export function demoGuide({ proxyUrl, adminUrl, configPath }: DemoAddresses): string {
  return `laneway demo is ready: proxy ${proxyUrl}, admin ${adminUrl}

It has two simulated hosts, sim-ptu (small, fast) and sim-payg (large, slower). Callers of three tiers, gold, silver
and bronze, send requests all the time. Send your own:

  curl -N ${proxyUrl}/openai/v1/chat/completions \\
    -H 'content-type: application/json' -H 'x-user-id: gold' \\
    -d '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

  new OpenAI({ baseURL: '${proxyUrl}/openai/v1', apiKey: 'any', defaultHeaders: { 'x-user-id': 'silver' } })
  new AzureOpenAI({ endpoint: '${proxyUrl}', apiVersion: '2024-10-21', apiKey: 'any', defaultHeaders: { 'x-user-id': 'silver' } })

Look at it:

  ${adminUrl}/lanes   /endpoints   /tiers   /state   /metrics   /explain/{x-request-id of an answer}
  ${configPath}   (a change is used at once)
`;
}
