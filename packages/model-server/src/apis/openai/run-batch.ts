import { storeFile } from './files-api.ts';
import { objectMember, parseJsonObject, textMember } from '../../json-object.ts';
import type { JsonObject } from '../../json-object.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import type { StoredBatch } from '../../answers/stored-objects.ts';

/** Answers every line of a batch, writes its output and error files, and returns the completed batch. */
export function runBatch(call: ModelCall, id: string, { batch, input }: StoredBatch): JsonObject {
  const lines = input
    .toString()
    .split('\n')
    .filter((line) => line.trim() !== '');
  const results = lines.map((line, index) => resultOf(call, line, `${id}-${index}`));
  const failed = results.filter(isFailed);
  // Reversed, because the service does not keep the order of the lines.
  const completed = results.filter((result) => !isFailed(result)).toReversed();
  const output = storeLines(call, `file-output-${id}`, completed);
  const errors = storeLines(call, `file-errors-${id}`, failed);
  return {
    ...batch,
    status: 'completed',
    completed_at: call.createdS,
    output_file_id: output,
    error_file_id: errors,
    request_counts: { total: results.length, completed: completed.length, failed: failed.length },
  };
}

interface LineResult {
  readonly custom_id: string | null;
  readonly response: { readonly body: JsonObject; readonly request_id: string; readonly status_code: number };
  readonly error: null;
}

/** A result in Azure's form, which lacks the `id` of OpenAI's. */
function resultOf(call: ModelCall, line: string, requestId: string): LineResult {
  const request = parseJsonObject(line) ?? {};
  const { status, body } = answerLine(call, request);
  return {
    custom_id: textMember(request, 'custom_id') ?? null,
    response: { body, request_id: requestId, status_code: status },
    error: null,
  };
}

function answerLine(call: ModelCall, request: JsonObject): { status: number; body: JsonObject } {
  const path = textMember(request, 'url')?.replace(/^\/v1\//, '/') ?? '';
  // A batch has no client to stream to.
  const answer = call.answerTo(`/openai/v1${path}`, { ...objectMember(request, 'body'), stream: false });
  const bytes = Buffer.concat(answer.parts.map((part) => part.bytes));
  return { status: answer.status, body: parseJsonObject(bytes) ?? {} };
}

function isFailed({ response }: LineResult): boolean {
  return response.status_code >= 400;
}

function storeLines(call: ModelCall, id: string, results: readonly LineResult[]): string {
  const content = Buffer.from(results.map((result) => `${JSON.stringify(result)}\n`).join(''));
  storeFile(call, { id, filename: `${id}.jsonl`, purpose: 'batch_output', content });
  return id;
}
