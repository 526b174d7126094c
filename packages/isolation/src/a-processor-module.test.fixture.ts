/** What a module has that exports a response processor. */
interface ModuleParts {
  /** Body of `open(opening)`; `options` and `host` are at hand. */
  readonly open?: string;
  /** What stands before the processor is returned from `create(options, host)`. */
  readonly create?: string;
  /** @default 'observe' */
  readonly mode?: string;
}

/** URL of a module that exports a response processor by default: it has to be one that a thread can import. */
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
