/** Freezes `value` and what it holds, so that whoever changes it throws. Bytes can't be frozen and stay as they are. */
export function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}
