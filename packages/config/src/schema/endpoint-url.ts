import { z } from 'zod';

/** An http or https URL with or without a path; comes out normalised and without a trailing slash. */
export const endpointUrl = z
  .string()
  .transform((written, context) => {
    const url = URL.canParse(written) ? new URL(written) : undefined;
    const problem =
      url === undefined ? 'not an absolute URL, e.g. https://east.openai.azure.com' : urlProblem(url);
    if (url !== undefined && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    // A URL may hold a password or a key, so that it is better not shown unless it is known to hold none.
    const isSecret = /[@?]/.test(written);
    context.issues.push({ code: 'custom', message: problem ?? '', input: written, params: { isSecret } });
    return z.NEVER;
  })
  .meta({ format: 'uri', pattern: '^https?://' });

function urlProblem(url: URL): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'neither http nor https';
  if (url.username !== '' || url.password !== '')
    return 'no user name or password in a URL; use `credential`';
  if (url.search !== '') return 'no query in the URL of an endpoint; requests bring their own';
  return url.hash === '' ? undefined : 'no fragment in the URL of an endpoint';
}
