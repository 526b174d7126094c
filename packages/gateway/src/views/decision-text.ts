import type { AttemptRecord, Decision, Look, RouteVerdict } from '@laneway/core';

import type { Paint } from './glance-tables.ts';
import { shortDuration, table } from './table.ts';

/** A decision record for the terminal: request, lane, wait, each endpoint with the rule that decided, attempts. */
export function decisionText(decision: Decision, paint: Paint): string {
  const part = (heading: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint('bold', heading), ...lines.map((line) => `  ${line}`)];
  return [
    `${paint('bold', decision.requestId)}  ${ending(decision)}`,
    ...part('Request', requestLines(decision)),
    ...part('Lane', laneLines(decision)),
    ...part('Endpoints', lookLines(decision)),
    ...part('Attempts', attemptLines(decision)),
  ].join('\n');
}

function ending({ outcome, status, error, durationMs, firstByteMs, spilled }: Decision): string {
  if (outcome === undefined) return 'not ended';
  const parts = [
    status === undefined ? outcome : `${outcome} with ${status}`,
    ...(error === undefined ? [] : [error]),
    ...(durationMs === undefined ? [] : [`after ${shortDuration(durationMs)}`]),
    ...(firstByteMs === undefined ? [] : [`first byte after ${shortDuration(firstByteMs)}`]),
    ...(spilled ? ['spilled: a later choice of its tier served it'] : []),
  ];
  return parts.join(', ');
}

function requestLines({ profile, tier, model, facade, cost }: Decision): string[] {
  return table([
    ['profile', profile ?? 'none'],
    ['tier', tier ?? 'none'],
    ['model', model ?? 'not known'],
    ['facade', facade ?? 'none matched'],
    ['cost', `about ${cost} tokens`],
  ]);
}

const laneReasons = {
  'profile-lane': 'its profile names the lane',
  'profile-key': 'the priority key of its profile',
  tier: 'the tier of its profile',
  header: 'the priority header that it sent',
  default: 'the default, because neither profile nor header names one',
} as const satisfies Record<NonNullable<Decision['laneReason']>, string>;

function laneLines(decision: Decision): string[] {
  const { lane, laneReason, waitedMs, aheadOnArrival, predictedWaitMs, deadlineAtMs, receivedAtMs } =
    decision;
  if (lane === undefined) return ['none: refused before it was given a lane'];
  const why = laneReason === undefined ? '' : `: ${laneReasons[laneReason]}`;
  return [
    `${lane}${why}`,
    aheadOnArrival === undefined
      ? 'did not have to wait'
      : `waited ${shortDuration(waitedMs)}, with ${aheadOnArrival} ahead of it in the lane when it came`,
    ...(predictedWaitMs === undefined ? [] : [`was predicted to wait ${shortDuration(predictedWaitMs)}`]),
    ...(deadlineAtMs === undefined
      ? []
      : [`could have waited ${shortDuration(deadlineAtMs - receivedAtMs)}`]),
  ];
}

const verdictWords = {
  candidate: 'could take it',
  retired: 'no longer in the config',
  unhealthy: 'its probe fails',
  'breaker-open': 'its breaker is open',
  throttled: 'throttled by the backend',
  'no-quota': 'its token or request quota is spent',
  'no-slot': 'no slot free',
  reserved: 'its free slots are reserved for better lanes',
  headroom: 'its free slots are kept for better tiers',
  'not-idle': 'less idle than the tier requires',
  'too-early': 'open to the tier only after a longer wait',
  'higher-group': 'a lower group has room',
  'earlier-selector': 'an earlier choice of the tier has room',
} as const satisfies Record<RouteVerdict, string>;

function lookLines({ looks, receivedAtMs }: Decision): string[] {
  return looks.flatMap((look) => lookBlock(look, receivedAtMs));
}

function lookBlock({ atMs, result, considered }: Look, receivedAtMs: number): string[] {
  const rows = considered.map(({ endpoint, selector, verdict }) => [
    `  ${endpoint}`,
    `choice ${selector + 1}`,
    verdictWords[verdict],
  ]);
  return [`after ${shortDuration(atMs - receivedAtMs)}: ${result}`, ...table(rows)];
}

function attemptLines({ attempts, receivedAtMs }: Decision): string[] {
  return table(attempts.map((attempt, index) => attemptRow(attempt, index + 1, receivedAtMs)));
}

function attemptRow(attempt: AttemptRecord, number: number, receivedAtMs: number): string[] {
  const { endpoint, startedAtMs, endedAtMs, firstByteMs } = attempt;
  return [
    `${number}`,
    endpoint,
    `after ${shortDuration(startedAtMs - receivedAtMs)}`,
    firstByteMs === undefined ? 'no first byte' : `first byte in ${shortDuration(firstByteMs)}`,
    endedAtMs === undefined ? 'not ended' : `ended in ${shortDuration(endedAtMs - startedAtMs)}`,
    outcomeWords(attempt.outcome),
  ];
}

function outcomeWords(outcome: AttemptRecord['outcome']): string {
  if (outcome === undefined) return 'running';
  switch (outcome.kind) {
    case 'throttled': {
      const { retryAfterMs, final } = outcome;
      const until = retryAfterMs === undefined ? '' : ` for ${shortDuration(retryAfterMs)}`;
      return `throttled${until}${final ? ', final' : ''}`;
    }
    case 'failed':
      return `failed: ${outcome.reason}, ${outcome.message}`;
    case 'declined':
      return `declined with ${outcome.status}`;
    default:
      return outcome.kind;
  }
}
