import { wholeAnswer } from './answer.ts';
import type { Answer } from './answer.ts';
import { chat } from './chat.ts';
import { embedding } from './embedding.ts';
import { resourceNotFound } from './error-answer.ts';
import { legacyCompletion } from './legacy-completion.ts';
import type { ModelCall } from './model-call.ts';
import type { Operation } from './route.ts';

/** What each operation answers. */
export const operations: Readonly<Partial<Record<Operation, (call: ModelCall) => Answer>>> = {
  probe: () => wholeAnswer(200, 'text/plain', Buffer.from('OK')),
  chat,
  completion: legacyCompletion,
  embedding,
};

export function perform(call: ModelCall): Answer {
  return operations[call.route.operation]?.(call) ?? resourceNotFound();
}
