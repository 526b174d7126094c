/** A chat completion that names the caller, so that the backend's ledger shows the order. */
export function chatBody(
  user: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], user, ...more };
}

/** Path of chat completions in OpenAI's API. */
export const chatPath = '/openai/v1/chat/completions';
