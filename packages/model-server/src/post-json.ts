export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** @default 'follow' */
  readonly redirect?: 'follow' | 'manual' | 'error';
}

/** Posts a value as JSON. */
export function postJson(url: string, body: unknown, options: PostOptions = {}): Promise<Response> {
  const headers = { 'content-type': 'application/json', ...options.headers };
  return fetch(url, { ...options, method: 'POST', body: JSON.stringify(body), headers });
}
