import { CommandFailure } from '../process/command-failure.ts';

/** URL and token of an admin listener. */
export interface AdminAddress {
  /** Without a slash at the end. */
  readonly url: string;
  readonly token: string | undefined;
}

/** A client of a gateway's admin API. */
export class AdminClient {
  readonly #address: AdminAddress;

  constructor(address: AdminAddress) {
    this.#address = address;
  }

  /** Gets JSON from `path`; `undefined` for 404. Rejects with `CommandFailure` if the gateway cannot be asked. */
  async get<Answer>(path: string): Promise<Answer | undefined> {
    const { url } = this.#address;
    const response = await this.#fetch(path);
    if (response.status === 404) return undefined;
    if (response.status === 401)
      throw new CommandFailure(`${url} requires a token. Set --token or LANEWAY_ADMIN_TOKEN.`);
    if (!response.ok)
      throw new CommandFailure(`${url}${path} answered ${response.status}: ${await response.text()}`);
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
        `No gateway answers at ${url}: is it running? --admin <url> names another one.`,
        { cause },
      );
    }
  }
}
