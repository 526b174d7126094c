import type { GatewayRequest, Log } from '@laneway/contracts';
import { isLanewayError, LanewayError } from '@laneway/contracts';
import type { ClientSink, ExchangeHandle } from '@laneway/core';

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

  accept(request: GatewayRequest, client: ClientSink): ExchangeHandle {
    const visit = { isOver: false };
    void this.#serve(request, client, visit);
    return {
      id: request.id,
      cancel: () => {
        visit.isOver = true;
      },
      resume: () => {},
    };
  }

  async #serve(
    request: GatewayRequest,
    client: ClientSink,
    visit: { readonly isOver: boolean },
  ): Promise<void> {
    const answer = await this.#answerAnyhow(request);
    if (!visit.isOver) send(answer, client);
  }

  async #answerAnyhow(request: GatewayRequest): Promise<WholeAnswer> {
    try {
      return await this.#answer(request);
    } catch (error) {
      if (error instanceof AdminRefusal) return errorAnswer(error.fault);
      if (isLanewayError(error)) return errorAnswer(faultOf(error));
      this.#log.error('an admin route failed', { requestId: request.id, path: request.path, error });
      return errorAnswer(faultOf(new LanewayError('internal_error', 'Something went wrong.')));
    }
  }

  #answer(request: GatewayRequest): WholeAnswer | Promise<WholeAnswer> {
    const { method, path, headers } = request;
    const siteFault = this.#guard.siteFault(headers);
    if (siteFault !== undefined) return errorAnswer(siteFault);

    const match = this.#table.match(method, path);
    const isPublic = match.kind === 'route' && match.route.role === 'public';
    const tokenFault = isPublic ? undefined : this.#guard.tokenFault(headers);
    if (tokenFault !== undefined)
      return errorAnswer(tokenFault, ['www-authenticate', 'Bearer realm="laneway"']);

    if (match.kind === 'path-unknown')
      return errorAnswer(listenerFault('not_found', 'There is nothing here.'));
    if (match.kind === 'method-unknown') return errorAnswer(methodNotAllowed(method, match.allow));
    return match.route.handle(new AdminCall(request, match.params));
  }
}

function send(answer: WholeAnswer, client: ClientSink): void {
  const body = Buffer.from(answer.body);
  const headers = [...answer.headers, 'content-length', `${body.length}`];
  client.onHead(answer.status, reasonPhrase(answer.status), headers);
  client.onData(body);
  client.onEnd([]);
}
