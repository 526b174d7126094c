/** Source of a module that exports a response processor. */
interface ModuleParts {
  /** Body of `open(opening)`; `options` and `host` are in scope. */
  readonly open?: string;
  /** Statements in `create(options, host)` before it returns the processor. */
  readonly create?: string;
  /** @default 'observe' */
  readonly mode?: string;
}

/** A `data:` URL, which a thread can import, of a module whose default export is a response processor. */
export function aProcessorModule({ open = '', create = '', mode = 'observe' }: ModuleParts): string {
  const source = `export default {
    kind: 'response-processor', name: 'example', contract: 1,
    options: { '~standard': { version: 1, vendor: 'example', validate: (value) => ({ value }) } },
    create(options, host) {
      ${create}
      return {
        mode: ${JSON.stringify(mode)},
        open(opening) { ${open} },
        close() { host.log.info('closed'); },
      };
    },
  };`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
