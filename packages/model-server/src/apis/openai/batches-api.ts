import { jsonAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { invalidRequest, objectNotFound } from '../../answers/error-answer.ts';
import { textMember } from '../../json-object.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { runBatch } from './run-batch.ts';
import { listOf } from '../../answers/stored-objects.ts';
import type { StoredBatch } from '../../answers/stored-objects.ts';

/** POST creates a batch of an uploaded file; GET lists batches. */
export function batches(call: ModelCall): Answer {
  const { files, batches: stored } = call.objects;
  if (call.method !== 'POST') return jsonAnswer(listOf([...stored.values()].map(({ batch }) => batch)));
  const input = files.get(textMember(call.json, 'input_file_id') ?? '');
  if (input === undefined)
    return invalidRequest('There is no such input file on this resource.', 'input_file_id');
  const id = `batch_${call.idSuffix}`;
  const batch = { ...newBatch(call), id };
  stored.set(id, { batch, input: input.content, polls: 0 });
  return jsonAnswer(batch);
}

/** GET returns a batch: in progress at first, completed with its output file after `batchPolls` calls. */
export function batchById(call: ModelCall): Answer {
  return withBatch(call, (id, stored) => {
    if (isOver(stored)) return jsonAnswer(stored.batch);
    const isDue = stored.polls >= call.batchPolls;
    const batch = isDue ? runBatch(call, id, stored) : { ...stored.batch, status: 'in_progress' };
    call.objects.batches.set(id, { ...stored, batch, polls: stored.polls + 1 });
    return jsonAnswer(batch);
  });
}

export function cancelBatch(call: ModelCall): Answer {
  return withBatch(call, (id, stored) => {
    if (isOver(stored)) return jsonAnswer(stored.batch);
    const batch = { ...stored.batch, status: 'cancelled', cancelled_at: call.createdS };
    call.objects.batches.set(id, { ...stored, batch });
    return jsonAnswer(batch);
  });
}

function isOver({ batch }: StoredBatch): boolean {
  return batch['status'] === 'completed' || batch['status'] === 'cancelled';
}

function newBatch({ json, createdS }: ModelCall) {
  return {
    object: 'batch',
    endpoint: json['endpoint'] ?? null,
    errors: null,
    input_file_id: json['input_file_id'],
    completion_window: json['completion_window'] ?? '24h',
    status: 'validating',
    output_file_id: null,
    error_file_id: null,
    created_at: createdS,
    completed_at: null,
    request_counts: { total: 0, completed: 0, failed: 0 },
    metadata: json['metadata'] ?? null,
  };
}

function withBatch(call: ModelCall, answer: (id: string, stored: StoredBatch) => Answer): Answer {
  const id = call.route.id ?? '';
  const stored = call.objects.batches.get(id);
  return stored === undefined ? objectNotFound('Batch', id) : answer(id, stored);
}
