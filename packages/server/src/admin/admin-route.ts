import type { GatewayRequest } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { WholeAnswer } from '../listener/whole-answer.ts';
import { isNestedDeeper } from './is-nested-deeper.ts';

export type AdminMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** One operation of the admin API. */
export interface AdminRoute {
  /** `GET` also serves `HEAD`. */
  readonly method: AdminMethod;
  /** Begins with `/`; a segment in braces matches any segment: `/explain/{id}`. */
  readonly path: string;
  /**
   * `public`: no token needed. `read` and `write` need the token, if there is one; `read` changes nothing, `write` changes
   * the gateway.
   */
  readonly role: 'public' | 'read' | 'write';
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
  /** Parameters of the query. @default none */
  readonly query?: readonly QueryField[];
  /** The body. @default none */
  readonly body?: BodyShape;
  /** Answers a request. A `LanewayError` or `AdminRefusal` that it throws is the answer; any other error is a 500. */
  handle(call: AdminCall): WholeAnswer | Promise<WholeAnswer>;
}

/** One parameter of a query. */
export interface QueryField {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
}

/** The body that a route expects. */
export interface BodyShape {
  /** JSON Schema by media type. */
  readonly content: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: boolean;
}

/** A request as a route sees it. */
export class AdminCall {
  readonly request: GatewayRequest;
  /** The segments that matched braces, decoded. */
  readonly params: ReadonlyMap<string, string>;

  constructor(request: GatewayRequest, params: ReadonlyMap<string, string>) {
    this.request = request;
    this.params = params;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.request.query);
  }

  /** The segment that matched `{name}`, decoded. */
  param(name: string): string {
    return this.params.get(name) ?? '';
  }

  /** The body as text; empty if there is none. */
  text(): string {
    const { body } = this.request;
    return body.kind === 'bytes' ? new TextDecoder().decode(body.bytes) : '';
  }

  /** The body parsed as JSON. Throws `LanewayError` `bad_request` if it is not JSON, or nested more than 64 levels deep. */
  json(): unknown {
    const text = this.text();
    if (isNestedDeeper(text, 64)) throw new LanewayError('bad_request', 'The body is nested too deeply.');
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new LanewayError('bad_request', 'The body is not JSON.', { cause });
    }
  }
}
