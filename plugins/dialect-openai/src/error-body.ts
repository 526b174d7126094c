import type { CallerError } from '@laneway/contracts';

/** The error body that OpenAI's clients read. Source: https://platform.openai.com/docs/guides/error-codes */
export function errorBody({ message, type, param, code }: CallerError): object {
  return { error: { message, type, param: param ?? null, code } };
}
