import { answerTokens, promptTokens } from '@laneway/dialect-kit';
import type { DialectRequest } from '@laneway/contracts';
import { definePlugin } from '@laneway/contracts';
import { z } from 'zod';

const generation = /^\/models\/(?<model>[\w.-]+)\/generate$/;

/** The API of a model server of our own: `POST /models/{model}/generate` with `{"prompt":"...","limit":100}`. */
export default definePlugin({
  kind: 'dialect',
  name: 'house',
  contract: 1,
  options: z.strictObject({}),
  create: () => ({
    modelInHead: ({ path }) => generation.exec(path)?.groups?.['model'],
    modelInBody: () => undefined,
    rename: ({ path, query, body }, model) => ({
      path: generation.test(path) ? `/models/${encodeURIComponent(model)}/generate` : path,
      query,
      body,
    }),
    // Every other path lists or describes models, which costs no tokens.
    promptTokens: (request) => (generation.test(request.path) ? promptTokens(request) : undefined),
    maxTokens: (request) => limitOf(request),
    completionTokens: ({ path }, answer) => (generation.test(path) ? answerTokens(answer) : 0),
    errorBody: ({ code, message }) => ({ problem: { code, text: message } }),
  }),
});

const body = z.object({ limit: z.int().min(0) });

function limitOf(request: DialectRequest): number | undefined {
  return body.safeParse(request.json()).data?.limit;
}
