/** A chat completion that says who asks, so that the backend's ledger shows the order. */
export function chatBody(
  user: string,
  more: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], user, ...more };
}

/** Where chat completions are asked for in OpenAI's own form. */
export const chatPath = '/openai/v1/chat/completions';
