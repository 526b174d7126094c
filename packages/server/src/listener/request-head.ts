import type { IncomingMessage } from 'node:http';

import type { HeaderPairs } from '@laneway/contracts';
import { isHeader, LanewayError } from '@laneway/contracts';

import { isAuthority } from './authority.ts';
import { faultOf, methodNotAllowed } from './fault.ts';
import type { Fault } from './fault.ts';
import { isSaneRequestId } from './request-id.ts';
import { requestTarget } from './request-target.ts';
import type { RequestTarget } from './request-target.ts';

/** For the `allow` header of answers to `TRACE` and `CONNECT`. */
export const servedMethods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS';

/** More header lines than this are refused; Node would drop the rest silently. */
export const maxHeaderLines = 256;

/** A request's head after all checks that Node's parser leaves to its user. */
export type RequestHead =
  | {
      readonly kind: 'good';
      /** The client's own `x-request-id`, if it is valid. */
      readonly id: string | undefined;
      readonly target: RequestTarget;
      readonly headers: HeaderPairs;
      /** Bytes; 0 without a body, `undefined` if the client does not say. */
      readonly bodyBytes: number | undefined;
      /** The client waits for `100 Continue` before it sends the body. */
      readonly expectsContinue: boolean;
      readonly asksForUpgrade: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly id: string | undefined;
      readonly bodyBytes: number | undefined;
      readonly asksForUpgrade: boolean;
      readonly fault: Fault;
    };

/** Reads and checks the head of a request. Source: RFC 9112. */
export function readHead(message: IncomingMessage): RequestHead {
  const lines = scan(message.rawHeaders);
  const { id, asksForUpgrade } = lines;
  const bodyBytes = lines.encodings === 0 ? lines.contentLength : undefined;
  const common = { id, bodyBytes, asksForUpgrade };
  const fault = versionFault(message) ?? hostFault(message, lines) ?? framingFault(message, lines);
  if (fault !== undefined) return { kind: 'refused', ...common, fault };

  const target = requestTarget(message.url ?? '');
  if (target === undefined) return { kind: 'refused', ...common, fault: badTarget };

  const { rawHeaders } = message;
  const headers = target.authority === undefined ? rawHeaders : withHost(rawHeaders, target.authority);
  const expectsContinue = lines.expectations > 0 && message.httpVersionMinor === 1;
  return { kind: 'good', ...common, target, headers, expectsContinue };
}

interface HeadLines {
  hosts: number;
  host: string;
  id: string | undefined;
  contentLength: number;
  /** `Transfer-Encoding` lines, and whether all of them say `chunked`. */
  encodings: number;
  areChunked: boolean;
  /** `Expect` lines, and whether all of them say `100-continue`. */
  expectations: number;
  areContinue: boolean;
  asksForUpgrade: boolean;
}

function scan(headers: HeaderPairs): HeadLines {
  const lines: HeadLines = {
    hosts: 0,
    host: '',
    id: undefined,
    contentLength: 0,
    encodings: 0,
    areChunked: true,
    expectations: 0,
    areContinue: true,
    asksForUpgrade: false,
  };
  for (let index = 0; index + 1 < headers.length; index += 2) {
    note(lines, headers[index] ?? '', headers[index + 1] ?? '');
  }
  return lines;
}

// By length first: that decides most lines in one step.
function note(lines: HeadLines, name: string, value: string): void {
  switch (name.length) {
    case 4:
      if (!isHeader(name, 'host')) return;
      lines.hosts += 1;
      lines.host = value;
      return;
    case 6:
      if (!isHeader(name, 'expect')) return;
      lines.expectations += 1;
      lines.areContinue &&= value.toLowerCase() === '100-continue';
      return;
    case 7:
      lines.asksForUpgrade ||= isHeader(name, 'upgrade');
      return;
    case 12:
      if (isHeader(name, 'x-request-id') && isSaneRequestId(value)) lines.id ??= value;
      return;
    case 14:
      // Node's parser has refused a second one and anything but digits.
      if (isHeader(name, 'content-length')) lines.contentLength = Number(value);
      return;
    case 17:
      if (!isHeader(name, 'transfer-encoding')) return;
      lines.encodings += 1;
      lines.areChunked &&= value.toLowerCase() === 'chunked';
      return;
    default:
  }
}

function versionFault(message: IncomingMessage): Fault | undefined {
  if (message.httpVersionMajor !== 1) return badRequest('This server speaks HTTP/1.1.');
  if (message.rawHeaders.length > 2 * maxHeaderLines) return tooManyHeaders;
  if (message.method === 'TRACE') return methodNotAllowed('TRACE', servedMethods);
  return undefined;
}

function hostFault(message: IncomingMessage, lines: HeadLines): Fault | undefined {
  if (lines.hosts > 1) return badRequest('There must be one Host header.', 'host');
  if (lines.hosts === 1) {
    return isAuthority(lines.host)
      ? undefined
      : badRequest('The Host header must be a host and port.', 'host');
  }
  return message.httpVersionMinor === 0 ? undefined : badRequest('The Host header is missing.', 'host');
}

function framingFault(message: IncomingMessage, lines: HeadLines): Fault | undefined {
  const { encodings, areChunked, areContinue } = lines;
  if (encodings > 0 && message.httpVersionMinor === 0) {
    return badRequest('HTTP/1.0 has no Transfer-Encoding.', 'transfer-encoding');
  }
  if (encodings > 1) return badRequest('There must be one Transfer-Encoding header.', 'transfer-encoding');
  if (!areChunked) return badRequest('Transfer-Encoding must be chunked.', 'transfer-encoding');
  if (!areContinue) {
    return faultOf(
      new LanewayError('expectation_failed', 'The only expectation met is 100-continue.', {
        param: 'expect',
      }),
    );
  }
  return undefined;
}

const badTarget = badRequest('The request target must be a path or an http address.');

const tooManyHeaders = faultOf(
  new LanewayError('headers_too_large', `A request may have ${maxHeaderLines} header lines.`),
);

function badRequest(message: string, param?: string): Fault {
  return faultOf(new LanewayError('bad_request', message, param === undefined ? {} : { param }));
}

function withHost(headers: HeaderPairs, authority: string): HeaderPairs {
  return headers.map((text, index) => {
    const name = headers[index - 1];
    return index % 2 === 1 && name !== undefined && isHeader(name, 'host') ? authority : text;
  });
}
