import { jsonAnswer, wholeAnswer } from '../../answers/answer.ts';
import type { Answer } from '../../answers/answer.ts';
import { invalidRequest, objectNotFound } from '../../answers/error-answer.ts';
import { formParts } from './form-parts.ts';
import type { ModelCall } from '../../answers/model-call.ts';
import { listOf } from '../../answers/stored-objects.ts';
import type { StoredFile } from '../../answers/stored-objects.ts';

/** POST uploads a form with `purpose` and `file`; GET lists. */
export function files(call: ModelCall): Answer {
  const { files: stored } = call.objects;
  if (call.method !== 'POST') return jsonAnswer(listOf([...stored.values()].map((file) => file.object)));
  const parts = formParts(call.body, call.contentType);
  const upload = parts.find((part) => part.name === 'file');
  if (upload === undefined) return invalidRequest('The form has no file.', 'file');
  const purpose = parts.find((part) => part.name === 'purpose')?.content.toString() ?? 'batch';
  const file = storeFile(call, {
    id: `file-${call.idSuffix}`,
    filename: upload.filename ?? 'file',
    purpose,
    content: upload.content,
  });
  return jsonAnswer(file.object);
}

/** GET returns a file object; DELETE deletes it. */
export function fileById(call: ModelCall): Answer {
  return withFile(call, (file, id) => {
    if (call.method !== 'DELETE') return jsonAnswer(file.object);
    call.objects.files.delete(id);
    return jsonAnswer({ id, object: 'file', deleted: true });
  });
}

export function fileContent(call: ModelCall): Answer {
  return withFile(call, (file) => wholeAnswer(200, 'application/octet-stream', file.content));
}

export interface NewFile {
  readonly id: string;
  readonly filename: string;
  readonly purpose: string;
  readonly content: Buffer;
}

export function storeFile(call: ModelCall, { id, filename, purpose, content }: NewFile): StoredFile {
  const object = {
    id,
    object: 'file',
    bytes: content.length,
    created_at: call.createdS,
    filename,
    purpose,
    status: 'processed',
  };
  const file = { object, content };
  call.objects.files.set(id, file);
  return file;
}

function withFile(call: ModelCall, answer: (file: StoredFile, id: string) => Answer): Answer {
  const id = call.route.id ?? '';
  const file = call.objects.files.get(id);
  return file === undefined ? objectNotFound('File', id) : answer(file, id);
}
