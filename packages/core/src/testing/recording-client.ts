import type { HeaderPairs, LanewayError, RequestBody } from '@laneway/contracts';
import { headerValue } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle } from '../client.ts';

/** A client that records its answer. */
export class RecordingClient implements ClientSink {
  status: number | undefined;
  headers: HeaderPairs = [];
  readonly chunks: Uint8Array[] = [];
  refusal: LanewayError | undefined;
  /** Body of the refusal. */
  refusalBody: string | undefined;
  ended = false;
  broken = false;
  /** What `onData` returns. `false` pauses the backend. */
  takesMore = true;
  handle: ExchangeHandle | undefined;
  /** Set when the gateway wants the body: passes it on. */
  sendBody: ((body: RequestBody) => void) | undefined;
  /** Called when the client has got its end, break or refusal. */
  onOver: (() => void) | undefined;

  get body(): string {
    return new TextDecoder().decode(Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk])));
  }

  /** Whether the client has got its end, break or refusal. */
  get over(): boolean {
    return this.ended || this.broken || this.refusal !== undefined;
  }

  /** A header of the answer, by its name in lower case. */
  header(name: string): string | undefined {
    return headerValue(this.headers, name);
  }

  cancel(): void {
    this.handle?.cancel();
  }

  readBody(onBody: (body: RequestBody) => void): void {
    this.sendBody = onBody;
  }

  onHead(status: number, _statusText: string, headers: HeaderPairs): void {
    this.status = status;
    this.headers = headers;
  }

  onData(chunk: Uint8Array): boolean {
    this.chunks.push(chunk);
    return this.takesMore;
  }

  onEnd(): void {
    this.ended = true;
    this.onOver?.();
  }

  onBreak(): void {
    this.broken = true;
    this.onOver?.();
  }

  onRefusal(error: LanewayError, headers: HeaderPairs, body: string): void {
    this.refusalBody = body;
    this.refusal = error;
    this.status = error.traits.status;
    this.headers = headers;
    this.onOver?.();
  }
}
