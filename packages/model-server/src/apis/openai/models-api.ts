import { jsonAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { objectNotFound } from '../../answers/error-answer.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { listOf } from '../../answers/stored-objects.ts';

/** The base models, as the service lists them, without deployments. */
export function models(call: ModelCall): Answer {
  return jsonAnswer(listOf(baseModels.map((id) => modelOf(id, call))));
}

export function modelById(call: ModelCall): Answer {
  const id = call.route.id ?? '';
  return baseModels.includes(id) ? jsonAnswer(modelOf(id, call)) : objectNotFound('Model', id);
}

const baseModels = ['gpt-4o', 'gpt-4o-mini', 'text-embedding-3-small'];

function modelOf(id: string, call: ModelCall) {
  return { id, object: 'model', created: call.createdS, owned_by: call.flavour };
}
