import type { Usage } from '@laneway/contracts';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

const figures = z.object({ tokens: z.object({ in: z.int().min(0), out: z.int().min(0) }) });

/** Reads the tokens from answers of a model server of our own: `{"tokens":{"in":12,"out":34}}`, in a body or an event. */
export default definePlugin({
  kind: 'response-processor',
  name: 'house-usage',
  contract: 1,
  options: z.strictObject({}),
  create: () => ({
    mode: 'observe',
    open: ({ report }) => ({
      onEvent({ type, data }) {
        if (type === 'usage') reportFrom(data, report);
      },
      onBody(body) {
        reportFrom(new TextDecoder().decode(body), report);
      },
    }),
  }),
});

function reportFrom(text: string, report: (usage: Usage) => void): void {
  const { success, data } = figures.safeParse(parsed(text));
  if (!success) return;
  const { in: promptTokens, out: completionTokens } = data.tokens;
  report({ promptTokens, completionTokens, cachedTokens: 0, reasoningTokens: 0 });
}

// Returns undefined for invalid JSON, because a stage that throws gets no further calls.
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
