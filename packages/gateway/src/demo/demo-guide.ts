/** Where the demo can be found. */
export interface DemoAddresses {
  readonly proxyUrl: string;
  readonly adminUrl: string;
  readonly configPath: string;
}

/** What to try, ready to be pasted. */
export function demoGuide({ proxyUrl, adminUrl, configPath }: DemoAddresses): string {
  return `laneway demo is ready: proxy ${proxyUrl}, admin ${adminUrl}

Two simulated hosts stand behind it, sim-ptu (small, quick) and sim-payg (large, slower), and callers of three tiers,
gold, silver and bronze, ask all the time. Ask too:

  curl -N ${proxyUrl}/openai/v1/chat/completions \\
    -H 'content-type: application/json' -H 'x-user-id: gold' \\
    -d '{"model":"gpt-4o","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

  new OpenAI({ baseURL: '${proxyUrl}/openai/v1', apiKey: 'any', defaultHeaders: { 'x-user-id': 'silver' } })
  new AzureOpenAI({ endpoint: '${proxyUrl}', apiVersion: '2024-10-21', apiKey: 'any', defaultHeaders: { 'x-user-id': 'silver' } })

And look:

  ${adminUrl}/lanes   /endpoints   /tiers   /state   /metrics   /explain/{x-request-id of an answer}
  ${configPath}   (change it: the change serves at once)
`;
}
