import { CommandFailure } from '../process/command-failure.ts';

/** Where an admin listener is. */
export interface AdminAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
}

/** Asks a gateway's admin API. */
export class AdminClient {
  readonly #address: AdminAddress;

  constructor(address: AdminAddress) {
    this.#address = address;
  }

  /** The answer to a GET; `undefined` if there is nothing at `path`. Rejects with `CommandFailure` that says what to do. */
  async get<Answer>(path: string): Promise<Answer | undefined> {
    const { url } = this.#address;
    const response = await this.#fetch(path);
    if (response.status === 404) return undefined;
    if (response.status === 401)
      throw new CommandFailure(`${url} wants a token: --token, or LANEWAY_ADMIN_TOKEN`);
    if (!response.ok)
      throw new CommandFailure(`${url}${path} answers ${response.status}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }

  async #fetch(path: string): Promise<Response> {
    const { url, token } = this.#address;
    try {
      return await fetch(`${url}${path}`, {
        headers: {
          accept: 'application/json',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
    } catch (cause) {
      throw new CommandFailure(
        `no gateway answers at ${url}: is it running? --admin <url> names another one`,
        { cause },
      );
    }
  }
}
