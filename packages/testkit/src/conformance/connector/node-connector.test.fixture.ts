import { Agent, request as sendRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { headerValue } from '@laneway/contracts';
import type {
  Answer,
  Attempt,
  AttemptHandle,
  AttemptOutcome,
  Connector,
  HeaderPairs,
  ResponseSink,
  TransportError,
} from '@laneway/contracts';

/** A correct connector over Node's own client, which the suite must pass. */
export class NodeConnector implements Connector {
  readonly agent = new Agent({ keepAlive: true });
  readonly requests = new Set<ClientRequest>();

  send(attempt: Attempt, sink: ResponseSink): AttemptHandle {
    const request = sendRequest(new URL(attempt.target, attempt.endpoint.origin), {
      agent: this.agent,
      method: attempt.method,
      path: attempt.target,
      headers: this.headersOf(attempt),
    });
    this.requests.add(request);
    request.once('close', () => this.requests.delete(request));
    return new NodeAttempt(request, attempt, sink);
  }

  headersOf({ endpoint, headers, body }: Attempt): string[] {
    return ['Host', new URL(endpoint.origin).host, ...headers, ...framing(body)];
  }

  classify(result: Answer | TransportError): AttemptOutcome {
    if ('reason' in result) return { kind: 'failed', ...result, status: undefined, retryable: true };
    const { status, headers } = result.head;
    if (status < 400) return { kind: 'success' };
    if (status === 429) {
      return { kind: 'throttled', status, retryAfterMs: this.waitOf(headers), final: false, requeue: false };
    }
    if (status === 408 || status >= 500) {
      return { kind: 'failed', reason: 'status', status, retryable: true, message: `answered ${status}` };
    }
    return { kind: 'declined', status, misconfigured: [401, 403, 404].includes(status) };
  }

  waitOf(headers: HeaderPairs): number | undefined {
    const inMs = headerValue(headers, 'retry-after-ms');
    const waitMs = inMs === undefined ? Number(headerValue(headers, 'retry-after')) * 1_000 : Number(inMs);
    return waitMs >= 0 ? waitMs : undefined;
  }

  close(): void {
    for (const request of this.requests) request.destroy();
    this.agent.destroy();
  }
}

class NodeAttempt implements AttemptHandle {
  #sink: ResponseSink | undefined;
  readonly #request: ClientRequest;
  #response: IncomingMessage | undefined;
  readonly #upload: Readable | undefined;

  constructor(request: ClientRequest, { body }: Attempt, sink: ResponseSink) {
    this.#request = request;
    this.#sink = sink;
    request.once('response', (response) => this.#receive(response));
    request.on('error', (error) => this.#fail(error));
    if (body.kind === 'stream') {
      this.#upload = Readable.from(body.chunks);
      pipeline(this.#upload, request, () => {});
    } else {
      request.end(body.kind === 'bytes' ? body.bytes : undefined);
    }
  }

  abort(): void {
    this.#sink = undefined;
    this.#upload?.destroy();
    this.#request.destroy();
  }

  pause(): void {
    this.#response?.pause();
  }

  resume(): void {
    this.#response?.resume();
  }

  #receive(response: IncomingMessage): void {
    this.#response = response;
    const { statusCode: status = 0, statusMessage: statusText = '', rawHeaders: headers } = response;
    this.#sink?.onHead({ status, statusText, headers });
    response.on('data', (chunk) => this.#sink?.onData(chunk));
    response.on('error', (error) => this.#fail(error));
    response.once('end', () => this.#end()?.onEnd(response.rawTrailers));
  }

  #fail(error: NodeJS.ErrnoException): void {
    const reason = error.code === 'ECONNREFUSED' ? 'connect' : 'reset';
    this.#end()?.onError({ reason, message: error.message });
  }

  #end(): ResponseSink | undefined {
    const sink = this.#sink;
    this.#sink = undefined;
    return sink;
  }
}

function framing(body: Attempt['body']): string[] {
  if (body.kind === 'none') return [];
  const length = body.kind === 'bytes' ? body.bytes.length : body.length;
  return length === undefined ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)];
}
