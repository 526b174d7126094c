import type { Usage } from '@laneway/contracts';
import type { Route } from '../route.ts';
import type { Answer } from './answer.ts';
import type { JsonObject } from '../json-object.ts';
import type { LineEnding } from './sse-part.ts';
import type { StoredObjects } from './stored-objects.ts';

/** Which service's additions the OpenAI-shaped answers have: Azure's content filter results or none. */
export type Flavour = 'azure' | 'openai';

/** An admitted request with everything that its answer depends on. */
export interface ModelCall {
  readonly method: string;
  readonly route: Route;
  readonly contentType: string;
  readonly body: Buffer;
  readonly json: JsonObject;
  /** Deployment or model, as the request names it. */
  readonly model: string;
  /** The usage of the whole answer. */
  readonly usage: Usage;
  readonly finishReason: 'stop' | 'length';
  /** The generated text, token by token. */
  readonly words: readonly string[];
  readonly flavour: Flavour;
  readonly lineEnding: LineEnding;
  /** Unix time in whole seconds. */
  readonly createdS: number;
  /** The end of every id in the answer. Unique among servers with different names. */
  readonly idSuffix: string;
  readonly objects: StoredObjects;
  /** See `ModelServerBehaviour.batchPolls`. */
  readonly batchPolls: number;
  /** The answer to another request, e.g. a line of a batch, without sending it. */
  readonly answerTo: (target: string, json: JsonObject) => Answer;
}

export function wantsStream(call: ModelCall): boolean {
  return call.json['stream'] === true;
}
