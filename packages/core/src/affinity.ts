import type { RequestView, ResponseHead } from '@laneway/contracts';

import type { Facade } from './facade.ts';

/** Knows which endpoint holds what a request refers to: files, batches, stored responses live in one resource. */
export class Affinity {
  /** The endpoint that the request must go to; `undefined` if any will do. */
  pinOf(_request: RequestView, _facade: Facade): string | undefined {
    return undefined;
  }

  /** Takes note of what an endpoint has just made. */
  learn(_request: RequestView, _head: ResponseHead, _endpoint: string): void {}
}
