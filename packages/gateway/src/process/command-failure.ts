/** What a command was asked to do can't be done, for a reason that its user can mend. The message may have several lines. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
}
