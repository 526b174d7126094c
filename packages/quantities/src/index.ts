export { byteSize, duration, percentage } from './quantity-field.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { formatByteSize, parseByteSize } from './byte-size.ts';
export { formatPercentage, parsePercentage } from './percentage.ts';
export type { Quantity } from './quantity.ts';
