import { createInterface } from 'node:readline/promises';

import { CommandFailure } from '../process/command-failure.ts';
import type { InitAnswers } from './init-answers.ts';
import { credentialKinds, sampleAnswers } from './init-answers.ts';

/** Streams to a person. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

type Check<Answer> = (written: string) => Answer | undefined;

/**
 * Asks for what is not given. An empty answer takes what is offered; one that makes no sense is asked for again.
 * Rejects with `CommandFailure` if they leave.
 */
export async function askAnswers(
  given: Partial<InitAnswers>,
  conversation: Conversation,
): Promise<InitAnswers> {
  using dialogue = createInterface(conversation);
  const left = new AbortController();
  dialogue.once('close', () => left.abort());
  const ask = async <Answer extends string>(
    question: string,
    offer: Answer,
    check: Check<Answer>,
  ): Promise<Answer> => {
    for (;;) {
      const written = (await dialogue.question(`${question} [${offer}] `, left).catch(leave)).trim();
      const answer = written === '' ? offer : check(written);
      if (answer !== undefined) return answer;
    }
  };
  return {
    ptu:
      given.ptu ?? (await ask('URL of the endpoint with provisioned throughput?', sampleAnswers.ptu, asUrl)),
    payg: given.payg ?? (await ask('URL of the endpoint that is paid by use?', sampleAnswers.payg, asUrl)),
    credential:
      given.credential ??
      (await ask(
        `Credential for both: ${credentialKinds.join(', ')}?`,
        sampleAnswers.credential,
        asCredential,
      )),
  };
}

// At Ctrl-C, at Ctrl-D, and where the input ends.
function leave(cause: unknown): never {
  throw new CommandFailure('left before the last answer: nothing is written', { cause });
}

function asUrl(written: string): string | undefined {
  return /^https?:$/.test(URL.parse(written)?.protocol ?? '') ? written : undefined;
}

function asCredential(written: string): InitAnswers['credential'] | undefined {
  return credentialKinds.find((kind) => kind === written);
}
