/** The query (with its `?`) without the parameters of these names (lower case), all others as they were written. */
export function withoutParameters(query: string, names: readonly string[]): string {
  const parameters = query.slice(1).split('&');
  const kept = parameters.filter((parameter) => !names.includes(nameOf(parameter)));
  if (kept.length === parameters.length) return query;
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

function nameOf(parameter: string): string {
  const equals = parameter.indexOf('=');
  const written = equals === -1 ? parameter : parameter.slice(0, equals);
  try {
    return decodeURIComponent(written).toLowerCase();
  } catch {
    return written.toLowerCase();
  }
}
