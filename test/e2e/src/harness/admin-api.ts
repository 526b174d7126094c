/** An answer of the admin API. */
export interface AdminAnswer {
  readonly status: number;
  /** Parsed if it is JSON, otherwise text. */
  readonly body: unknown;
}

/** A facade in the admin API. */
export interface ShownFacade {
  readonly name: string;
  readonly object_id: string;
  readonly source: string;
  readonly endpoints: readonly unknown[];
  readonly [field: string]: unknown;
}

/** Client of a gateway's admin API. */
export class AdminApi {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(url: string, token?: string) {
    this.#url = url;
    this.#token = token;
  }

  /** `body`: text is sent as it is, anything else as JSON. */
  async call(method: string, path: string, body?: unknown): Promise<AdminAnswer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  }

  /** All facades. */
  async facades(): Promise<readonly ShownFacade[]> {
    const { body } = await this.call('GET', facadesPath);
    return (body as readonly { readonly resource: ShownFacade }[]).map(({ resource }) => resource);
  }

  /** Creates a facade. Rejects if the gateway refuses it. */
  async write(name: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
    const { status, body } = await this.call('PUT', `${facadesPath}/${name}`, settings);
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
  }
}

/** Path of the facades. */
export const facadesPath = '/instances/main/providers/Laneway.Configuration/endpointFacades';
