/**
 * Whether `value` is on a comma-separated list: equal to an entry, or beginning with one that ends in `*`, without regard
 * to case and outer spaces.
 */
export function isListed(value: string, list: string): boolean {
  const wanted = value.trim().toLowerCase();
  return list.split(',').some((item) => {
    const entry = item.trim().toLowerCase();
    return entry.endsWith('*') ? beginsWith(wanted, entry.slice(0, -1)) : entry !== '' && wanted === entry;
  });
}

// `/chat/../admin` begins with `/chat/` and is `/admin` to whoever resolves it.
function beginsWith(value: string, prefix: string): boolean {
  return value.startsWith(prefix) && !dotSegment.test(value);
}

const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\?]|%2f|%5c)/;
