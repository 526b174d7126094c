import { jsonAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { errorAnswer, objectNotFound } from '../../answers/error-answer.ts';
import { isJsonObject, textMember } from '../../json-object.ts';
import { wantsStream } from '../../answers/model-call.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { responseObject } from './response-object.ts';
import { responseStream } from './response-stream.ts';
import { listOf } from '../../answers/stored-objects.ts';
import type { StoredResponse } from '../../answers/stored-objects.ts';

/** Creates a response: whole, streamed or in the background. */
export function createResponse(call: ModelCall): Answer {
  const previous = textMember(call.json, 'previous_response_id');
  if (previous !== undefined && !call.objects.responses.has(previous)) return previousNotFound(previous);
  const ended = responseObject(call);
  if (wantsStream(call)) {
    remember(call, { response: ended });
    return responseStream(call, ended);
  }
  if (call.json['background'] === true) {
    const queued = { ...ended, status: 'queued', incomplete_details: null, output: [], usage: null };
    remember(call, { response: queued, next: ended });
    return jsonAnswer(queued);
  }
  remember(call, { response: ended });
  return jsonAnswer(ended, call.usage);
}

/** GET returns a response, and completes a background one; DELETE deletes it. */
export function responseById(call: ModelCall): Answer {
  return withStored(call, (id, { input, response, next = response }) => {
    if (call.method === 'DELETE') {
      call.objects.responses.delete(id);
      return jsonAnswer({ id, object: 'response', deleted: true });
    }
    call.objects.responses.set(id, { input, response: next });
    return jsonAnswer(next);
  });
}

/** Cancels a response in the background. One that has ended stays as it is. */
export function cancelResponse(call: ModelCall): Answer {
  return withStored(call, (id, { input, response, next }) => {
    const cancelled = next === undefined ? response : { ...response, status: 'cancelled' };
    call.objects.responses.set(id, { input, response: cancelled });
    return jsonAnswer(cancelled);
  });
}

export function responseInput(call: ModelCall): Answer {
  return withStored(call, (id, { input }) => {
    if (Array.isArray(input)) return jsonAnswer(listOf(input.filter(isJsonObject)));
    const content = [{ type: 'input_text', text: String(input) }];
    return jsonAnswer(listOf([{ id: `msg_in_${id}`, type: 'message', role: 'user', content }]));
  });
}

function remember(call: ModelCall, stored: Omit<StoredResponse, 'input'>): void {
  if (call.json['store'] === false) return;
  const id = textMember(stored.response, 'id') ?? '';
  call.objects.responses.set(id, { ...stored, input: call.json['input'] });
}

function withStored(call: ModelCall, answer: (id: string, stored: StoredResponse) => Answer): Answer {
  const id = call.route.id ?? '';
  const stored = call.objects.responses.get(id);
  return stored === undefined ? objectNotFound('Response', id) : answer(id, stored);
}

function previousNotFound(id: string): Answer {
  return errorAnswer(400, {
    code: 'previous_response_not_found',
    type: 'invalid_request_error',
    param: 'previous_response_id',
    message: `Previous response with id '${id}' not found.`,
  });
}
