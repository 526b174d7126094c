import { createInterface } from 'node:readline/promises';

import { CommandFailure } from '../process/command-failure.ts';
import type { InitAnswers } from './init-answers.ts';
import { credentialKinds, sampleAnswers } from './init-answers.ts';

/** Streams to and from the user. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

type Check<Answer> = (written: string) => Answer | undefined;

/**
 * Asks for the answers that are not given. An empty answer takes the default; an invalid one is asked for again.
 * Rejects with `CommandFailure` if the user quits.
 */
export async function askAnswers(
  given: Partial<InitAnswers>,
  conversation: Conversation,
): Promise<InitAnswers> {
  using dialogue = createInterface(conversation);
  const quitting = new AbortController();
  dialogue.once('close', () => quitting.abort());
  const ask = async <Answer extends string>(
    question: string,
    fallback: Answer,
    check: Check<Answer>,
  ): Promise<Answer> => {
    for (;;) {
      const written = (await dialogue.question(`${question} [${fallback}] `, quitting).catch(quit)).trim();
      const answer = written === '' ? fallback : check(written);
      if (answer !== undefined) return answer;
    }
  };
  return {
    ptu:
      given.ptu ?? (await ask('URL of the endpoint with provisioned throughput?', sampleAnswers.ptu, asUrl)),
    payg: given.payg ?? (await ask('URL of the endpoint that is billed by use?', sampleAnswers.payg, asUrl)),
    credential:
      given.credential ??
      (await ask(
        `Credential for both: ${credentialKinds.join(', ')}?`,
        sampleAnswers.credential,
        asCredential,
      )),
  };
}

// At Ctrl-C, at Ctrl-D and at the end of the input.
function quit(cause: unknown): never {
  throw new CommandFailure('No file was written: not every question was answered.', { cause });
}

function asUrl(written: string): string | undefined {
  return /^https?:$/.test(URL.parse(written)?.protocol ?? '') ? written : undefined;
}

function asCredential(written: string): InitAnswers['credential'] | undefined {
  return credentialKinds.find((kind) => kind === written);
}
