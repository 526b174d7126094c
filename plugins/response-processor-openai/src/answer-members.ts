import { MemberNames, MemberScan, parsedJson } from '@laneway/answer-content';
import type { JsonObject } from '@laneway/answer-content';

const names = new MemberNames(['model', 'service_tier', 'usage', 'object', 'id', 'background']);

/** Reads what is said of usage in the outermost object of an answer that passes, without parsing the rest. */
export class AnswerMembers {
  readonly #found: Record<string, unknown> = {};
  readonly #scan = new MemberScan({
    names,
    maxDepth: 1,
    onMember: ({ name, json }) => (this.#found[name] = parsedJson(json.toString())),
  });

  push(content: Uint8Array): void {
    this.#scan.push(content);
  }

  /** The members that the answer has; `undefined` if it is not a whole JSON document. To be called at its end. */
  end(): JsonObject | undefined {
    return this.#scan.isComplete ? this.#found : undefined;
  }
}
