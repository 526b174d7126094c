import { demoSlots } from './demo-hosts.ts';

/** Ports and backends of the demo. */
export interface DemoPlaces {
  readonly port: number;
  readonly adminPort: number;
  readonly ptuUrl: string;
  readonly paygUrl: string;
}

/** The `laneway.yaml` of the demo. */
export function demoConfig({ port, adminPort, ptuUrl, paygUrl }: DemoPlaces): string {
  return `# The demo's config. Change it while the demo runs: a change is used at once.
listen: { host: 127.0.0.1, port: ${port} }
admin: { host: 127.0.0.1, port: ${adminPort} }
drain: 5s

lanes:
  - { name: gold }
  - { name: silver }
  - { name: bronze, maxWait: 60s }
priority: { default: bronze }

profiles: { use: file, options: { path: ./profiles.json }, header: x-user-id }
tiers:
  gold:   { lane: gold,   route: [ { capacity: ptu }, { capacity: payg } ], patience: 500ms }   # turn patience and watch /tiers
  silver: { lane: silver, route: [ { capacity: ptu }, { capacity: payg } ], patience: 2s }
  bronze: { lane: bronze, route: [ { capacity: payg } ] }

endpoints:
  sim-ptu:  { url: "${ptuUrl}", processors: [ openai ], labels: { capacity: ptu }, slots: ${demoSlots.ptu} }
  sim-payg: { url: "${paygUrl}", processors: [ openai ], labels: { capacity: payg }, slots: ${demoSlots.payg} }
facades:
  demo: { endpoints: [ sim-ptu, sim-payg ], balancer: { use: latency } }

telemetry: { log: { level: error } }
`;
}

/** The callers of the demo; each is named after its tier. */
export const demoCallers = ['gold', 'silver', 'bronze'] as const;

/** The `profiles.json` of the demo. */
export function demoProfiles(): string {
  return `${JSON.stringify(
    demoCallers.map((tier) => ({ userId: tier, tier })),
    undefined,
    2,
  )}\n`;
}
