import { z } from 'zod';

const nameRule =
  'A name must consist of letters, digits, - and _, at most 128, and must not begin with - or _.';

/** A name that a config gives to something. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/, nameRule)
  .meta({ title: 'name' });

/** Name of an endpoint. Unnamed inline endpoints of the admin API are called `facade.1`. */
export const endpointName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}(\.[0-9]{1,4})?$/, nameRule);

/** Name of a facade; it is also a segment of admin API paths. */
export const facadeName = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z0-9_-]{0,127}$/,
    'A facade name must begin with a letter and consist of letters, digits, - and _, at most 128.',
  );

/** Name of an HTTP header (RFC 9110 section 5.1), converted to lower case. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'This is not a header name.')
  .transform((written) => written.toLowerCase())
  .meta({ title: 'header name' });
