import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { formatProblems } from '@laneway/config';
import { isLanewayError } from '@laneway/contracts';

import { AdminClient } from '../admin/admin-client.ts';
import { CommandFailure } from '../process/command-failure.ts';
import { demoConfig, demoProfiles } from '../demo/demo-config.ts';
import { demoGuide } from '../demo/demo-guide.ts';
import type { DemoHosts } from '../demo/demo-hosts.ts';
import { startDemoHosts } from '../demo/demo-hosts.ts';
import { listenToKeys } from '../demo/demo-keys.ts';
import { DemoTraffic } from '../demo/demo-traffic.ts';
import { interpretConfig } from '../config/interpret-config.ts';
import { defaultConfigFile, findConfig } from '../config/load-config.ts';
import { realClock } from '../process/real-clock.ts';
import { RunningGateway } from '../running/running-gateway.ts';
import { onShutdownSignals } from '../process/shutdown-signals.ts';
import { watchGateway } from '../views/watch-gateway.ts';

export interface DemoOptions {
  readonly port: number;
  readonly adminPort: number;
  /** 1 to 10. */
  readonly load: number;
}

// A terminal is redrawn; a log must not fill up.
const terminalIntervalMs = 500;
const lineIntervalMs = 5_000;

/** `laneway demo`: runs until Ctrl-C. */
export async function demo({ load, ...ports }: DemoOptions): Promise<number> {
  await using opened = new AsyncDisposableStack();
  const hosts = opened.adopt(await startDemoHosts(), (it) => it.close());
  const folder = opened.adopt(mkdtempSync(join(tmpdir(), 'laneway-demo-')), (it) =>
    rmSync(it, { recursive: true }),
  );
  const configPath = writeConfig(folder, hosts, ports);
  const running = opened.adopt(await openGateway(configPath), (it) => it.close());
  running.follow();
  const traffic = opened.adopt(new DemoTraffic(running.proxy.url, load), (it) => it.stop());

  process.stdout.write(demoGuide({ proxyUrl: running.proxy.url, adminUrl: running.admin.url, configPath }));
  await show(running, traffic);
  return 0;
}

function writeConfig(folder: string, { ptu, payg }: DemoHosts, ports: Omit<DemoOptions, 'load'>): string {
  const path = join(folder, defaultConfigFile);
  writeFileSync(path, demoConfig({ ...ports, ptuUrl: ptu.url, paygUrl: payg.url }));
  writeFileSync(join(folder, 'profiles.json'), demoProfiles());
  return path;
}

async function openGateway(path: string): Promise<RunningGateway> {
  const search = { file: path, env: {}, cwd: process.cwd() };
  const result = await interpretConfig(findConfig(search), search);
  if (!result.ok) throw new CommandFailure(formatProblems(result.problems));
  try {
    return await RunningGateway.open(result);
  } catch (error) {
    throw isLanewayError(error) ? asOption(error) : error;
  }
}

const options = new Map<string | undefined, string>([
  ['listen.port', '--port'],
  ['admin.port', '--admin-port'],
]);

// The user did not write this config: name the option, not the config path.
function asOption(error: Error & { readonly param: string | undefined }): Error {
  const option = options.get(error.param);
  if (option === undefined) return error;
  return new CommandFailure(
    `${error.message}\n  laneway demo ${option} <number>   takes another port, 0 a free one`,
    {
      cause: error,
    },
  );
}

/** Shows the running gateway. Resolves when the user quits. */
async function show(running: RunningGateway, traffic: DemoTraffic): Promise<void> {
  const { stdin, stdout } = process;
  const quitting = new AbortController();
  const quit = () => quitting.abort();
  onShutdownSignals(process, realClock, { drain: quit, stop: () => process.exit(1) });
  const stopListening = stdin.isTTY
    ? listenToKeys(stdin, { changeLoad: (steps) => traffic.changeLoad(steps), quit })
    : () => {};
  await watchGateway(new AdminClient({ url: running.admin.url, token: undefined }), {
    screen: stdout,
    title: () => `load ${traffic.load} of 10 (+ and - change it, q quits)`,
    intervalMs: stdout.isTTY ? terminalIntervalMs : lineIntervalMs,
    looks: Infinity,
    signal: quitting.signal,
  });
  stopListening();
}
