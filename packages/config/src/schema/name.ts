import { z } from 'zod';

const nameRule = 'a name has letters, digits, - and _ only, and does not begin with - or _';

/** A name that a config gives to something. */
export const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, nameRule);

/** A name of an endpoint; those that the admin API makes without one are called `facade.1`. */
export const endpointName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}(\.[0-9]{1,4})?$/, nameRule);

/** A name that also stands in URLs of the admin API. */
export const facadeName = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_-]{0,127}$/,
    'a name begins with a letter and has letters, digits, - and _ only',
  );

/** Name of an HTTP header, RFC 9110 section 5.1; becomes lower case. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'not a header name')
  .transform((written) => written.toLowerCase());
