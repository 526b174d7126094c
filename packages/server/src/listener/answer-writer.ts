import type { HeaderPairs } from '@laneway/contracts';

import type { WholeAnswer } from './whole-answer.ts';

/** Whether the connection stays open after the answer. */
export type Afterwards = 'keep' | 'close';

/** Writes the one answer of an exchange to the client. */
export interface AnswerWriter {
  /** Writes the status line and headers. Throws `RangeError` or `TypeError` if HTTP does not allow them; another head may then be written. */
  head(status: number, statusText: string, headers: HeaderPairs, afterwards: Afterwards): void;
  /** Whether a head has been written. */
  readonly hasBegun: boolean;
  /** Whether `bytes` more still fit into the length that the head declares. */
  hasRoom(bytes: number): boolean;
  /** Writes a chunk. Returns false to ask for a pause. */
  data(chunk: Uint8Array): boolean;
  /** Ends the answer. Returns false if it is shorter than declared, or if HTTP does not allow these trailers. */
  end(trailers: HeaderPairs): boolean;
  /** Writes a complete answer. */
  whole(answer: WholeAnswer, afterwards: Afterwards): void;
  /** Closes the connection after the bytes already written, so that the client sees an incomplete answer. */
  breakOff(): void;
  /** Calls `onDrain` each time the client has taken all that was written. */
  onDrain(onDrain: () => void): void;
}
