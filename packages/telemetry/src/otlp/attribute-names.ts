/**
 * Names of attributes and metrics. Those outside `laneway.` are OpenTelemetry's.
 * Source: https://opentelemetry.io/docs/specs/semconv/gen-ai/, as of semantic conventions 1.45, where they are experimental.
 */
export const attributeNames = {
  operation: 'gen_ai.operation.name',
  provider: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  responseModel: 'gen_ai.response.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  cachedTokens: 'gen_ai.usage.cache_read.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  reasoningTokens: 'gen_ai.usage.reasoning.output_tokens',
  timeToFirstChunk: 'gen_ai.response.time_to_first_chunk',
  tokenType: 'gen_ai.token.type',

  method: 'http.request.method',
  path: 'url.path',
  status: 'http.response.status_code',
  errorType: 'error.type',

  requestId: 'laneway.request.id',
  profile: 'laneway.profile',
  tier: 'laneway.tier',
  lane: 'laneway.lane',
  facade: 'laneway.facade',
  endpoint: 'laneway.endpoint',
  outcome: 'laneway.outcome',
  attempts: 'laneway.attempts',
  attemptNumber: 'laneway.attempt.number',
  spilled: 'laneway.spilled',
  queueWait: 'laneway.queue.wait',
  usageExact: 'laneway.usage.exact',
  usageSeparateQuota: 'laneway.usage.separate_quota',
  deployment: 'laneway.backend.deployment',
} as const;

export const genAiMetricNames = {
  duration: 'gen_ai.client.operation.duration',
  tokens: 'gen_ai.client.token.usage',
  timeToFirstToken: 'gen_ai.server.time_to_first_token',
} as const;
