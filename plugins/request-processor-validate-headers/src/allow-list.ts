/**
 * Whether `value` is on a comma-separated list: it equals an entry, or begins with an entry that ends in `*`. Case and outer
 * spaces don't matter.
 */
export function isListed(value: string, list: string): boolean {
  const wanted = value.trim().toLowerCase();
  return list.split(',').some((item) => {
    const entry = item.trim().toLowerCase();
    return entry.endsWith('*') ? beginsWith(wanted, entry.slice(0, -1)) : entry !== '' && wanted === entry;
  });
}

// `/chat/../admin` begins with `/chat/`, but may be resolved to `/admin`.
function beginsWith(value: string, prefix: string): boolean {
  return value.startsWith(prefix) && !dotSegment.test(value);
}

const dotSegment = /(^|[/\\]|%2f|%5c)(\.|%2e){1,2}($|[/\\?]|%2f|%5c)/;
