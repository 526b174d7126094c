import type { ServerResponse } from 'node:http';
import type { Fault } from './fault.ts';

/** Breaks the connection, if the fault does that. Returns whether it did. */
export function breakConnection(fault: Fault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'refuse':
    case 'reset-before-headers':
      response.socket?.resetAndDestroy();
      return true;
    case 'garbage':
      response.socket?.end(Buffer.from('\u0015\u0003\u0001 this is not HTTP\r\n\r\n'));
      return true;
    default:
      return false;
  }
}
