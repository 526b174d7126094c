import { z } from 'zod';

/** An http or https URL, with or without a path; normalised, without a trailing slash. */
export const endpointUrl = z
  .string()
  .transform((written, context) => {
    const url = URL.canParse(written) ? new URL(written) : undefined;
    const problem =
      url === undefined
        ? 'This is not an absolute URL, e.g. https://east.openai.azure.com.'
        : urlProblem(url);
    if (url !== undefined && problem === undefined) return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
    // A URL may contain a password or a key: show it only if it can have neither.
    const isSecret = /[@?]/.test(written);
    context.issues.push({ code: 'custom', message: problem ?? '', input: written, params: { isSecret } });
    return z.NEVER;
  })
  .meta({ title: 'URL', format: 'uri', pattern: '^https?://' });

function urlProblem(url: URL): string | undefined {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'The URL must be http or https.';
  if (url.username !== '' || url.password !== '')
    return 'The URL must not contain a user name or password. Use `credential`.';
  if (url.search !== '') return 'The URL of an endpoint must have no query: each request has its own.';
  return url.hash === '' ? undefined : 'The URL of an endpoint must have no fragment.';
}
