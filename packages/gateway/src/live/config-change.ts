import { isDeepStrictEqual } from 'node:util';

import type { LanewayConfig, Problem } from '@laneway/config';
import type { LaneMove } from '@laneway/core';

import type { ConfigReading } from '../config/interpret-config.ts';
import type { ConfigDifference } from './config-difference.ts';
import { configDifference, isNoDifference } from './config-difference.ts';

/** The changes that a new config makes, or would make. */
export interface ConfigChange extends ConfigDifference {
  readonly changed: boolean;
  /** Number of the config in use, from 1. */
  readonly generation: number;
  /** Settings that differ from those at the start, and need a restart. */
  readonly needRestart: readonly string[];
  /** Waiting requests that change lanes. */
  readonly moves: readonly LaneMove[];
  readonly warnings: readonly Problem[];
}

// Settings that are used only when listeners and telemetry open.
const fixedSettings = ['listen', 'admin', 'limits', 'responseHeaders', 'telemetry', 'stateFile'] as const;

/** Compares a config that was read with `before`. */
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
    message: 'This plugin is not checked: only the config file can load new plugins.',
  }));
  return {
    changed: !isNoDifference(difference),
    generation,
    ...difference,
    needRestart: fixedSettings.filter(
      (name) => !isDeepStrictEqual(fixedPart(started, name), fixedPart(config, name)),
    ),
    moves,
    warnings: [...report.warnings, ...unread],
  };
}

// A changed certificate in the same files needs no restart, nor does what request bodies may refer to.
function fixedPart(config: LanewayConfig, name: (typeof fixedSettings)[number]): unknown {
  if (name === 'admin') {
    const { secrets: _secrets, allowPrivate: _allowPrivate, ...listener } = config.admin;
    return listener;
  }
  const { tls } = config.listen;
  if (name !== 'listen' || tls === undefined) return config[name];
  const { revision: _, ...files } = tls;
  return { ...config.listen, tls: files };
}
