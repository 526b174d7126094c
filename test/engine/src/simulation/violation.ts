/** An engine broke a promise. */
export class Violation extends Error {
  readonly promise: string;

  constructor(promise: string, detail: string) {
    super(`${promise}: ${detail}`);
    this.name = 'Violation';
    this.promise = promise;
  }
}
