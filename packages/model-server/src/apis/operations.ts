import type { Operation } from '../route.ts';
import { wholeAnswer } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import { anthropicMessage } from './anthropic-message.ts';
import { speech, transcription } from './openai/audio.ts';
import { batchById, batches, cancelBatch } from './openai/batches-api.ts';
import { chat } from './openai/chat.ts';
import { embedding } from './openai/embedding.ts';
import { invalidRequest } from '../answers/error-answer.ts';
import { fileById, fileContent, files } from './openai/files-api.ts';
import { geminiStream, geminiWhole } from './gemini.ts';
import { image } from './openai/image.ts';
import { legacyCompletion } from './openai/legacy-completion.ts';
import type { ModelCall } from '../answers/model-call.ts';
import { modelById, models } from './openai/models-api.ts';
import { cancelResponse, createResponse, responseById, responseInput } from './openai/responses-api.ts';

/** The answer to an admitted call. */
export function perform(call: ModelCall): Answer {
  const { operation } = call.route;
  const lacksJson = wantsJson.has(operation) && Object.keys(call.json).length === 0;
  if (lacksJson) return invalidRequest('The body of this request is not a JSON object with members.');
  return operations[operation](call);
}

const operations: Readonly<Record<Operation, (call: ModelCall) => Answer>> = {
  probe: () => wholeAnswer(200, 'text/plain', Buffer.from('OK')),
  chat,
  completion: legacyCompletion,
  embedding,
  image,
  transcription,
  speech,
  response: createResponse,
  'response-by-id': responseById,
  'response-cancel': cancelResponse,
  'response-input': responseInput,
  files,
  'file-by-id': fileById,
  'file-content': fileContent,
  batches,
  'batch-by-id': batchById,
  'batch-cancel': cancelBatch,
  models,
  'model-by-id': modelById,
  message: anthropicMessage,
  gemini: geminiWhole,
  'gemini-stream': geminiStream,
};

/** The operations whose body must be a JSON object. */
const wantsJson: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'completion',
  'embedding',
  'response',
  'message',
  'gemini',
  'gemini-stream',
]);
