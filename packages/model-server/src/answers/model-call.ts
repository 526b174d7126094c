import type { Usage } from '@laneway/contracts';
import type { Route } from '../route.ts';
import type { Answer } from './answer.ts';
import type { JsonObject } from '../json-object.ts';
import type { LineEnding } from './sse-part.ts';
import type { StoredObjects } from './stored-objects.ts';

/** Whose extras the OpenAI-shaped answers carry. */
export type Flavour = 'azure' | 'openai';

/** A request that has been let in, with all that its answer depends on. */
export interface ModelCall {
  readonly method: string;
  readonly route: Route;
  readonly contentType: string;
  readonly body: Buffer;
  readonly json: JsonObject;
  /** Deployment or model, as the request names it. */
  readonly model: string;
  /** What the answer will have taken; `usage.completionTokens` words are generated. */
  readonly usage: Usage;
  readonly finishReason: 'stop' | 'length';
  /** The generated text, token by token. */
  readonly words: readonly string[];
  readonly flavour: Flavour;
  readonly lineEnding: LineEnding;
  /** Unix time in whole seconds. */
  readonly createdS: number;
  /** Unlike any other of this server and of servers with another name: the end of every id in the answer. */
  readonly idSuffix: string;
  readonly objects: StoredObjects;
  /** See `ModelServerBehaviour.batchPolls`. */
  readonly batchPolls: number;
  /** What the same server would answer to another request: a line of a batch. */
  readonly another: (target: string, json: JsonObject) => Answer;
}

export function wantsStream(call: ModelCall): boolean {
  return call.json['stream'] === true;
}
