import type { GatewayRequest } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { WholeAnswer } from '../listener/whole-answer.ts';

export type AdminMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Something that the admin listener does. */
export interface AdminRoute {
  /** `GET` answers `HEAD` too. */
  readonly method: AdminMethod;
  /** Begins with `/`; a segment in braces stands for any one: `/explain/{id}`. */
  readonly path: string;
  /** `public`: for everybody who may connect. `operator`: for those who know the token, if there is one. */
  readonly role: 'public' | 'operator';
  /** One sentence for the API's description. */
  readonly summary: string;
  /** A `LanewayError` that it throws is answered as such. */
  handle(call: AdminCall): WholeAnswer | Promise<WholeAnswer>;
}

/** A request as a route sees it. */
export class AdminCall {
  readonly request: GatewayRequest;
  /** What stood in place of the segments in braces, decoded. */
  readonly params: ReadonlyMap<string, string>;

  constructor(request: GatewayRequest, params: ReadonlyMap<string, string>) {
    this.request = request;
    this.params = params;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.request.query);
  }

  /** What stood in place of `{name}`. */
  param(name: string): string {
    return this.params.get(name) ?? '';
  }

  /** The body as text; empty if there is none. */
  text(): string {
    const { body } = this.request;
    return body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : '';
  }

  /** The body as JSON. Throws `LanewayError` `bad_request` if it isn't. */
  json(): unknown {
    try {
      return JSON.parse(this.text());
    } catch (cause) {
      throw new LanewayError('bad_request', 'The body is not JSON.', { cause });
    }
  }
}
