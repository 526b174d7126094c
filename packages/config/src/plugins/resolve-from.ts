import { registerHooks } from 'node:module';

/**
 * The URL that `import(specifier)` would load in the file at `parentUrl`.
 * Throws what `import.meta.resolve` throws, e.g. `ERR_MODULE_NOT_FOUND`.
 */
export function resolveFrom(specifier: string, parentUrl: string): string {
  // import.meta.resolve obeys `exports` and conditions but takes no parent; require.resolve takes one but refuses
  // packages that can only be imported. A hook for this one call sets the parent.
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
