import type { Dialect } from '@laneway/contracts';
import { answerTokens, promptTokens } from '@laneway/dialect-kit';

import { errorBody } from './error-body.ts';
import { maxTokens, usesModel } from './generation.ts';
import { mayBeError } from './may-be-error.ts';
import { modelInBody, modelInHead, rename } from './model.ts';
import { answerIds, storedIds } from './stored-ids.ts';

/** The dialect of OpenAI, and of Azure OpenAI, which names models as deployments. */
export const openAiDialect: Dialect = {
  servedByHeaders: [
    'x-ms-deployment-name',
    'x-ms-is-spilled-over',
    'x-ms-spillover-from-deployment',
    'x-ms-spillover-error',
    'x-ms-region',
    'x-request-id',
    'apim-request-id',
  ],
  modelInHead,
  modelInBody,
  rename,
  promptTokens: (request) => (usesModel(request) ? promptTokens(request) : undefined),
  maxTokens,
  completionTokens: (request, answer) => (usesModel(request) ? answerTokens(answer) : 0),
  storedIds,
  answerIds,
  mayBeError,
  errorBody,
};
