import type { LanewayConfig, Problem } from '@laneway/config';
import { formatProblems, redactPart } from '@laneway/config';
import type { Log } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import { AdminRefusal } from '@laneway/server';

import { explainFailure } from '../process/command-failure.ts';

/** The config file is invalid. */
export function refusedConfig(problems: readonly Problem[]): AdminRefusal {
  return new AdminRefusal('config_invalid', 'The config is refused. The old one stays in use.', problems);
}

/** The config in a request body is invalid. `path` names it in `problems`. */
export function refusedText(problems: readonly Problem[], path: string): AdminRefusal {
  const inBody = problems.map((problem) => (problem.file === path ? asBodyProblem(problem) : problem));
  return new AdminRefusal('config_invalid', 'This config would be refused.', inBody);
}

/** The config file is missing or unusable. */
export function missingConfig(file: string, message: string): AdminRefusal {
  return refusedConfig([{ file, line: undefined, column: undefined, path: '', message }]);
}

/** The reload would remove all endpoints. */
export function emptyConfig(file: string): AdminRefusal {
  const message =
    'The reload would remove all endpoints. Set `allowEmpty: true` in the new config if that is meant.';
  return refusedConfig([{ file, line: undefined, column: undefined, path: 'endpoints', message }]);
}

/** The facade in a request body is invalid, or the config conflicts with the change. */
export function refusedFacade(problems: readonly Problem[]): AdminRefusal {
  const own = problems.filter(({ file }) => file === 'body').map(withoutValue);
  if (own.length === 0)
    return new AdminRefusal(
      'conflict',
      `This facade conflicts with the config: ${summary(problems)}`,
      problems,
    );
  return new AdminRefusal('config_invalid', `The facade is refused: ${summary(own)}`, own);
}

/** The config is valid, but its plugins cannot be created. */
export function refusedService(config: LanewayConfig, error: unknown): AdminRefusal {
  const reason = error instanceof Error ? error.message : String(error);
  const path = (isLanewayError(error) ? error.param : undefined) ?? '';
  // The message of a plugin may contain its options.
  const message = String(redactPart(config, reason));
  const place = { file: config.source.path ?? 'environment', line: undefined, column: undefined, path };
  const problems: readonly Problem[] = [{ ...place, message }];
  return new AdminRefusal('config_invalid', `The config cannot be used: ${message}`, problems);
}

/** The facade cannot be kept for the next start. */
export function unkeptFacade(path: string, cause: unknown): LanewayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `Nothing was changed: the state file ${path} cannot be written (${reason}). Set another one with \`stateFile\` in the config.`;
  return new LanewayError('internal_error', message, { param: 'stateFile', cause });
}

/** Logs why a change was refused that no admin request asked for. */
export function logRefusal(log: Log, error: unknown): void {
  const problems =
    error instanceof AdminRefusal ? (error.fault.problems as readonly Problem[] | undefined) : undefined;
  const lines = problems === undefined ? [explainFailure(error)] : problems.map(lineOf);
  log.error('the changed config is refused', { problems: lines });
}

function lineOf(problem: Problem): string {
  return formatProblems([problem]);
}

function summary([first, ...others]: readonly Problem[]): string {
  if (first === undefined) return 'the reason is unknown.';
  const { path, message } = first;
  return `${path === '' ? '' : `${path}: `}${message}${others.length === 0 ? '' : ` There are ${others.length} more problems.`}`;
}

// The sender knows the body; a log on the way may record the answer.
function withoutValue({ value: _value, ...problem }: Problem): Problem {
  return problem;
}

function asBodyProblem(problem: Problem): Problem {
  return withoutValue({ ...problem, file: 'body' });
}
