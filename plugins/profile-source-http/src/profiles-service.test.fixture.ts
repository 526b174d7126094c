import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A service on loopback whose answers the test sets. */
export class ProfilesService {
  readonly requests: IncomingMessage[] = [];
  readonly url: string;
  answer: Answer;
  readonly #close: () => Promise<void>;

  private constructor(url: string, answer: Answer, close: () => Promise<void>) {
    this.url = url;
    this.answer = answer;
    this.#close = close;
  }

  static async start(answer: Answer): Promise<ProfilesService> {
    const server = createServer((request, response) => {
      service.requests.push(request);
      service.answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const service = new ProfilesService(`http://127.0.0.1:${port}/profiles.json`, answer, async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    });
    return service;
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** Answers with these profiles, and with an entity tag if one is given; with 304 to requests that have this tag. */
export function profiles(entries: unknown, tag?: string): Answer {
  return (request, response) => {
    const isKnown = tag !== undefined && request.headers['if-none-match'] === tag;
    if (tag !== undefined && !isKnown) response.setHeader('etag', tag);
    const body = typeof entries === 'string' ? entries : JSON.stringify(entries);
    response.writeHead(isKnown ? 304 : 200).end(isKnown ? undefined : body);
  };
}

/** Answers with this status and no profiles. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return (_request, response) => void response.writeHead(code, headers).end('no profiles');
}
