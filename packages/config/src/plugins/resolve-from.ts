import { registerHooks } from 'node:module';

/**
 * The URL that `import(specifier)` would load if it stood in the file at `parentUrl`.
 * Throws what `import.meta.resolve` throws, e.g. `ERR_MODULE_NOT_FOUND`.
 */
export function resolveFrom(specifier: string, parentUrl: string): string {
  // import.meta.resolve knows `exports` and conditions, but takes no parent; require.resolve takes one, but refuses
  // packages that can only be imported. A hook that is there for one call gives the former the latter's parent.
  const hooks = registerHooks({
    resolve: (wanted, context, next) =>
      next(wanted, wanted === specifier ? { ...context, parentURL: parentUrl } : context),
  });
  try {
    return import.meta.resolve(specifier);
  } finally {
    hooks.deregister();
  }
}
