import type { GatewayRequest, HeaderPairs, Log } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle, IncomingRequest } from '@laneway/core';

import type { Acceptor } from '../gateway-port.ts';
import { errorAnswer } from '../listener/error-body.ts';
import { faultOf, listenerFault, methodNotAllowed } from '../listener/fault.ts';
import { reasonPhrase } from '../listener/whole-answer.ts';
import type { WholeAnswer } from '../listener/whole-answer.ts';
import type { AdminGuard } from './admin-guard.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { AdminCall } from './admin-route.ts';
import type { RouteTable } from './route-table.ts';

/** Answers the admin listener's requests from a route table. */
export class AdminRequests implements Acceptor {
  readonly #guard: AdminGuard;
  readonly #table: RouteTable;
  readonly #log: Log;

  constructor(guard: AdminGuard, table: RouteTable, log: Log) {
    this.#guard = guard;
    this.#table = table;
    this.#log = log;
  }

  accept(request: IncomingRequest, client: ClientSink): ExchangeHandle {
    const call = new PendingCall(request.id, client);
    const { body } = request;
    const tokenFault = this.#tokenFault(request);
    if (tokenFault !== undefined) call.refuse(tokenFault, ['www-authenticate', 'Bearer realm="laneway"']);
    else if (body.kind === 'unread')
      client.readBody?.((read) => void this.#serve({ ...request, body: read }, call));
    else void this.#serve({ ...request, body }, call);
    return call;
  }

  async #serve(request: GatewayRequest, call: PendingCall): Promise<void> {
    call.answer(await this.#answerAnyhow(request));
  }

  async #answerAnyhow(request: GatewayRequest): Promise<WholeAnswer> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof AdminRefusal) return errorAnswer(error.fault);
      if (isLanewayError(error)) return errorAnswer(faultOf(error));
      this.#log.error('An admin route failed.', { requestId: request.id, path: request.path, error });
      return errorAnswer(faultOf(new LanewayError('internal_error', 'Something went wrong.')));
    }
  }

  // Check the token before the body is read: a caller without it must not make the listener hold a body.
  #tokenFault({ method, path, headers }: IncomingRequest): LanewayError | undefined {
    if (this.#guard.siteFault(headers) !== undefined) return undefined;
    const match = this.#table.match(method, path);
    const isPublic = match.kind === 'route' && match.route.role === 'public';
    return isPublic ? undefined : this.#guard.tokenFault(headers);
  }

  #answer(request: GatewayRequest): WholeAnswer | Promise<WholeAnswer> {
    const { method, path, headers } = request;
    const siteFault = this.#guard.siteFault(headers);
    if (siteFault !== undefined) return errorAnswer(siteFault);
    const match = this.#table.match(method, path);
    if (match.kind === 'path-unknown')
      return errorAnswer(listenerFault('not_found', 'There is nothing here.'));
    if (match.kind === 'method-unknown') return errorAnswer(methodNotAllowed(method, match.allow));
    return match.route.handle(new AdminCall(request, match.params));
  }
}

/** A request that has not been answered yet. */
class PendingCall implements ExchangeHandle {
  readonly id: string;
  readonly #client: ClientSink;
  #isOver = false;

  constructor(id: string, client: ClientSink) {
    this.id = id;
    this.#client = client;
  }

  answer(answer: WholeAnswer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    send(answer, this.#client);
  }

  refuse(error: LanewayError, headers: HeaderPairs = []): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#client.onRefusal(error, headers, errorAnswer(faultOf(error)).body);
  }

  cancel(): void {
    this.#isOver = true;
  }

  resume(): void {}
}

function send(answer: WholeAnswer, client: ClientSink): void {
  const body = Buffer.from(answer.body);
  const headers = [...answer.headers, 'content-length', `${body.length}`];
  client.onHead(answer.status, reasonPhrase(answer.status), headers);
  client.onData(body);
  client.onEnd([]);
}
