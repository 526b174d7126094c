import { readRegularFile } from './regular-file.ts';

/**
 * Runs `parse`, which reads files synchronously, with the contents of files that were read asynchronously: again with each
 * set of files that it asks for. `parse` must have no effect but its result.
 */
export async function prefetchFiles<Result>(
  parse: (readFile: (path: string) => string) => Result,
  read: (path: string) => Promise<Buffer> = readRegularFile,
): Promise<Result> {
  const contents = new Map<string, { readonly text: string } | { readonly error: unknown }>();
  for (;;) {
    const wanted = new Set<string>();
    const result = parse((path) => {
      const content = contents.get(path);
      if (content === undefined) {
        wanted.add(path);
        return '';
      }
      if ('error' in content) throw content.error;
      return content.text;
    });
    if (wanted.size === 0) return result;
    await Promise.all(
      Array.from(wanted, async (path) => {
        try {
          contents.set(path, { text: (await read(path)).toString('utf8') });
        } catch (error) {
          contents.set(path, { error });
        }
      }),
    );
  }
}
