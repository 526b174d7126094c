/** The parts of an OpenAPI description that the table shows. */
export interface ApiDescription {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly summary: string;
  readonly 'x-laneway-role': string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

/** A Markdown table of the routes in an OpenAPI description: method and path, role, summary. */
export function routeTable({ paths }: ApiDescription): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => [
      `\`${method.toUpperCase()} ${path}${queryOf(operation)}\``,
      operation['x-laneway-role'],
      operation.summary,
    ]),
  );
  const lines = [['route', 'role', 'does'], ['---', '---', '---'], ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function queryOf({ parameters }: Operation): string {
  const names = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name);
  return names.length === 0 ? '' : `?${names.join('&')}`;
}
