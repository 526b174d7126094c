import type { Plugin } from '@laneway/contracts';

/** Schema of a plugin without options: accepts `{}` only. Written out, because testkit brings no schema library. */
export const noOptions: Plugin['options'] = {
  '~standard': {
    version: 1,
    vendor: 'laneway',
    validate(value) {
      if (typeof value !== 'object' || value === null) return { issues: [{ message: 'must be an object' }] };
      const [unknown] = Object.keys(value);
      if (unknown === undefined) return { value };
      return { issues: [{ message: `unknown option ${unknown}`, path: [unknown] }] };
    },
  },
};
