import { z } from 'zod';

/** The value of a label; numbers and truth values become text. */
export const labelValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
