import type { LanewayConfig, Problem } from '@laneway/config';
import { formatProblems, redactPart } from '@laneway/config';
import type { Log } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import { AdminRefusal } from '@laneway/server';

import { explainFailure } from '../process/command-failure.ts';

/** A config file that is wrong. */
export function refusedConfig(problems: readonly Problem[]): AdminRefusal {
  return new AdminRefusal('config_invalid', 'The config is refused; the old one goes on serving.', problems);
}

/** A config in a body that is wrong. `path` is what it was read as. */
export function refusedText(problems: readonly Problem[], path: string): AdminRefusal {
  const inBody = problems.map((problem) => (problem.file === path ? asBodyProblem(problem) : problem));
  return new AdminRefusal('config_invalid', 'This config would be refused.', inBody);
}

/** A config file that isn't there, or as good as not. */
export function missingConfig(file: string, message: string): AdminRefusal {
  return refusedConfig([{ file, line: undefined, column: undefined, path: '', message }]);
}

/** A facade in a body that is wrong, or that others can't do without. */
export function refusedFacade(problems: readonly Problem[]): AdminRefusal {
  const own = problems.filter(({ file }) => file === 'body').map(withoutValue);
  if (own.length === 0) return new AdminRefusal('conflict', `This can't be: ${summary(problems)}`, problems);
  return new AdminRefusal('config_invalid', `The facade is refused: ${summary(own)}`, own);
}

/** A config that is right, but whose plugins can't be put to work. */
export function refusedService(config: LanewayConfig, error: unknown): AdminRefusal {
  const reason = error instanceof Error ? error.message : String(error);
  const path = (isLanewayError(error) ? error.param : undefined) ?? '';
  // Plugins speak for themselves, and may repeat what they were told.
  const message = String(redactPart(config, reason));
  const place = { file: config.source.path ?? 'environment', line: undefined, column: undefined, path };
  const problems: readonly Problem[] = [{ ...place, message }];
  return new AdminRefusal('config_invalid', `The config can't be served: ${message}`, problems);
}

/** A facade that would be gone after a restart. */
export function unkeptFacade(path: string, cause: unknown): LanewayError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `nothing has changed: ${path} can't be written (${reason}); \`stateFile\` in the config names another one`;
  return new LanewayError('internal_error', message, { param: 'stateFile', cause });
}

/** Tells the log why a change that nobody waits for was not made. */
export function tellRefusal(log: Log, error: unknown): void {
  const problems =
    error instanceof AdminRefusal ? (error.fault.problems as readonly Problem[] | undefined) : undefined;
  const lines = problems === undefined ? [explainFailure(error)] : problems.map(lineOf);
  log.error('the changed config is refused', { problems: lines });
}

function lineOf(problem: Problem): string {
  return formatProblems([problem]);
}

function summary([first, ...others]: readonly Problem[]): string {
  if (first === undefined) return 'nobody knows why';
  const { path, message } = first;
  return `${path === '' ? '' : `${path}: `}${message}${others.length === 0 ? '' : `, and ${others.length} more`}`;
}

// Who sent a body knows what is in it; a log on the way may see the answer.
function withoutValue({ value: _value, ...problem }: Problem): Problem {
  return problem;
}

function asBodyProblem(problem: Problem): Problem {
  return withoutValue({ ...problem, file: 'body' });
}
