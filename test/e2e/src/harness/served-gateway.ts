import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

import type { StateSnapshot } from '@laneway/core';

import type { Ending } from './laneway-command.ts';
import { LanewayCommand } from './laneway-command.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** One line of the gateway's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

/** How a gateway is started. */
export interface Serving {
  /** Content of `laneway.yaml`; its ports are replaced by free ones. Absent: there is no such file. */
  readonly config?: object;
  readonly env?: Readonly<Record<string, string>>;
  /** Further files of its folder: text by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Existing folder to use. @default a new one */
  readonly folder?: string;
  /** File to be read instead of `laneway.yaml`. */
  readonly configFile?: string;
}

/** Starts `laneway start` and resolves when it reports that it is ready. */
export async function serve(t: TestContext, serving: Serving): Promise<ServedGateway> {
  const { config, configFile, env = {}, files = {}, folder = temporaryFolder(t, files) } = serving;
  if (config !== undefined) writeFileSync(join(folder, 'laneway.yaml'), JSON.stringify(config));
  const named = configFile === undefined ? [] : ['--config', configFile];
  const args = ['start', ...named, '--port', '0', '--admin-port', '0'];
  const command = new LanewayCommand(t, args, { cwd: folder, env });
  const [proxyUrl, adminUrl] = await command.line(readyUrls);
  return new ServedGateway(command, proxyUrl, adminUrl);
}

/** The addresses in the line that says that a gateway is ready. */
export function readyUrls(line: string): [proxyUrl: string, adminUrl: string] | undefined {
  const [, proxyUrl, adminUrl] = /^laneway(?: demo)? is ready: proxy (\S+), admin (\S+)/.exec(line) ?? [];
  if (proxyUrl === undefined || adminUrl === undefined) return undefined;
  return [proxyUrl.replace('0.0.0.0', '127.0.0.1'), adminUrl];
}

/** A gateway in a process of its own. */
export class ServedGateway {
  readonly command: LanewayCommand;
  readonly proxyUrl: string;
  readonly adminUrl: string;

  constructor(command: LanewayCommand, proxyUrl: string, adminUrl: string) {
    this.command = command;
    this.proxyUrl = proxyUrl;
    this.adminUrl = adminUrl;
  }

  get ended(): Promise<Ending> {
    return this.command.ended;
  }

  /** Resolves with the first log line for which `fits` is true. */
  logged(fits: (line: LogLine) => boolean): Promise<LogLine> {
    return this.command.line((text) => {
      const line = logLine(text);
      return line !== undefined && fits(line) ? line : undefined;
    });
  }

  async state(): Promise<StateSnapshot> {
    const response = await fetch(`${this.adminUrl}/state`);
    return (await response.json()) as StateSnapshot;
  }

  /** Polls the state until `fits` is true. */
  async stateThat(fits: (state: StateSnapshot) => boolean): Promise<StateSnapshot> {
    for (;;) {
      const state = await this.state();
      if (fits(state)) return state;
    }
  }
}

function logLine(text: string): LogLine | undefined {
  return text.startsWith('{') ? (JSON.parse(text) as LogLine) : undefined;
}
