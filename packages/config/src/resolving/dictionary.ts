/** An object without a prototype, so that a look-up of `constructor` finds nothing. */
export function dictionary<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  const record: Record<string, T> = Object.create(null);
  for (const [name, value] of entries) record[name] = value;
  return record;
}

/** A copy of `record` with each value changed, without a prototype. */
export function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  change: (value: T, name: string) => U,
): Readonly<Record<string, U>> {
  return dictionary(Object.entries(record).map(([name, value]) => [name, change(value, name)] as const));
}
