import { z } from 'zod';

import { parseByteSize } from './byte-size.ts';
import { parseDuration } from './duration.ts';
import { parsePercentage } from './percentage.ts';
import type { Quantity } from './quantity.ts';

const zero = { const: 0 };

/** A duration such as `30s`; becomes milliseconds. */
export function duration({ minMs = 0 } = {}) {
  const form = written('(ms|s|m|h|d)');
  return quantityField('duration', parseDuration, [form, zero]).refine(
    (ms) => ms >= minMs,
    `Must be at least ${minMs}ms.`,
  );
}

/** A size such as `64KiB`; becomes bytes. */
export function byteSize({ min = 0 } = {}) {
  const forms = [written('([kKmMgG][iI]?)?[bB]'), { type: 'integer', minimum: min }];
  return quantityField('size', parseByteSize, forms).refine(
    (bytes) => bytes >= min,
    `Must be at least ${min} bytes.`,
  );
}

/** A percentage such as `20%`; becomes 0.2. */
export function percentage() {
  return quantityField('percentage', parsePercentage, [written('%'), zero]);
}

// `title` and `forms` describe the field in JSON Schema.
function quantityField(
  title: string,
  parse: (written: unknown) => Quantity,
  forms: readonly Record<string, unknown>[],
) {
  return z
    .unknown()
    .transform((input, context) => {
      const quantity = parse(input);
      if ('value' in quantity) return quantity.value;
      const { problem, ...hints } = quantity;
      context.issues.push({ code: 'custom', message: problem, input, params: { ...hints } });
      return z.NEVER;
    })
    .meta({ title, anyOf: forms });
}

function written(unit: string): Record<string, unknown> {
  return { type: 'string', pattern: `^\\s*[0-9]+(\\.[0-9]+)?\\s*${unit}\\s*$` };
}
