import { isDeepStrictEqual } from 'node:util';

import type { LanewayConfig, Problem } from '@laneway/config';
import type { LaneMove } from '@laneway/core';

import type { ConfigReading } from '../config/interpret-config.ts';
import type { ConfigDifference } from './config-difference.ts';
import { configDifference, isNoDifference } from './config-difference.ts';

/** What a new config changes, or would change. */
export interface ConfigChange extends ConfigDifference {
  readonly changed: boolean;
  /** The one that serves. */
  readonly generation: number;
  /** Settings that are others than at the start, and count from the next one. */
  readonly needRestart: readonly string[];
  /** Waiting tickets that get into other lanes. */
  readonly moves: readonly LaneMove[];
  readonly warnings: readonly Problem[];
}

// What the engine isn't told is settled when the listeners open.
const fixedSettings = ['listen', 'admin', 'limits', 'responseHeaders', 'telemetry', 'stateFile'] as const;

/** What is another under the config that was read than `before`. */
export function configChange(
  { config, report, skipped }: ConfigReading,
  parts: {
    readonly before: LanewayConfig;
    readonly started: LanewayConfig;
    readonly moves: readonly LaneMove[];
    readonly generation: number;
  },
): ConfigChange {
  const { before, started, moves, generation } = parts;
  const difference = configDifference(before, config);
  const unread = skipped.map(({ path }) => ({
    file: 'body',
    line: undefined,
    column: undefined,
    path,
    message: 'not looked into: only the config file has plugins loaded that are new here',
  }));
  return {
    changed: !isNoDifference(difference),
    generation,
    ...difference,
    needRestart: fixedSettings.filter(
      (name) => !isDeepStrictEqual(settledPart(started, name), settledPart(config, name)),
    ),
    moves,
    warnings: [...report.warnings, ...unread],
  };
}

// Another certificate in the same files is shown without a restart.
function settledPart(config: LanewayConfig, name: (typeof fixedSettings)[number]): unknown {
  const { tls } = config.listen;
  if (name !== 'listen' || tls === undefined) return config[name];
  const { revision: _, ...files } = tls;
  return { ...config.listen, tls: files };
}
