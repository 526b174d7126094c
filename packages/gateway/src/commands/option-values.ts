import { InvalidArgumentError } from 'commander';

/** Parses a whole number from `least` to `most`. Throws the error that `commander` shows with the option's name. */
export function wholeNumber(least: number, most: number): (written: string) => number {
  return (written) => {
    const number = Number(written);
    if (/^\d+$/.test(written) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Allowed: ${least} to ${most}.`);
  };
}

/** Parses a number of seconds, 0.1 to 3,600. */
export function seconds(written: string): number {
  const number = Number(written);
  if (number >= 0.1 && number <= 3600) return number;
  throw new InvalidArgumentError('Allowed: 0.1 to 3600.');
}

/** Parses one of `choices`. */
export function oneOf<Choice extends string>(choices: readonly Choice[]): (written: string) => Choice {
  return (written) => {
    const choice = choices.find((each) => each === written);
    if (choice !== undefined) return choice;
    throw new InvalidArgumentError(`Allowed: ${choices.join(', ')}.`);
  };
}
