import type { GatewayRequest } from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { WholeAnswer } from '../listener/whole-answer.ts';
import { isNestedDeeper } from './is-nested-deeper.ts';

export type AdminMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Something that the admin listener does. */
export interface AdminRoute {
  /** `GET` answers `HEAD` too. */
  readonly method: AdminMethod;
  /** Begins with `/`; a segment in braces stands for any one: `/explain/{id}`. */
  readonly path: string;
  /**
   * `public`: for everybody who may connect. The others are for those who know the token, if there is one: `read` looks
   * and changes nothing, `write` changes what the gateway does.
   */
  readonly role: 'public' | 'read' | 'write';
  /** One sentence for the API's description. */
  readonly summary: string;
  /** What the query may say. @default nothing */
  readonly query?: readonly QueryField[];
  /** What the body says. @default there is none */
  readonly body?: BodyShape;
  /** A `LanewayError` or `AdminRefusal` that it throws is answered as such. */
  handle(call: AdminCall): WholeAnswer | Promise<WholeAnswer>;
}

/** One name of a query. */
export interface QueryField {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
}

/** What a route wants to be sent. */
export interface BodyShape {
  /** Media type to JSON Schema of what is written in it. */
  readonly content: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required: boolean;
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

  /** The body as JSON. Throws `LanewayError` `bad_request` if it isn't, or is nested more than 64 deep. */
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
