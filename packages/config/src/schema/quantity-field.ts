import { z } from 'zod';

import { parseByteSize } from '../byte-size.ts';
import { parseDuration } from '../duration.ts';
import { parsePercentage } from '../percentage.ts';
import type { Quantity } from '../quantity.ts';

/** A duration such as `30s`; becomes milliseconds. */
export function duration({ minMs = 0 } = {}) {
  return quantityField(parseDuration, '^\\s*[0-9]+(\\.[0-9]+)?\\s*(ms|s|m|h|d)\\s*$|^0$').refine(
    (ms) => ms >= minMs,
    `at least ${minMs}ms`,
  );
}

/** A size such as `64KiB`; becomes bytes. */
export function byteSize({ min = 0 } = {}) {
  return quantityField(parseByteSize, '^\\s*[0-9]+(\\.[0-9]+)?\\s*([kKmMgG][iI]?)?[bB]\\s*$').refine(
    (bytes) => bytes >= min,
    `at least ${min} bytes`,
  );
}

/** A percentage such as `20%`; becomes 0.2. */
export function percentage() {
  return quantityField(parsePercentage, '^\\s*[0-9]+(\\.[0-9]+)?\\s*%\\s*$|^0$');
}

function quantityField(parse: (written: unknown) => Quantity, pattern: string) {
  return z
    .unknown()
    .transform((written, context) => {
      const quantity = parse(written);
      if ('value' in quantity) return quantity.value;
      const { problem, ...hints } = quantity;
      context.issues.push({ code: 'custom', message: problem, input: written, params: { ...hints } });
      return z.NEVER;
    })
    .meta({ type: ['string', 'number'], pattern });
}
