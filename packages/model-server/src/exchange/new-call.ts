import { estimateTokens } from '../answers/estimate-tokens.ts';
import { generatedTokens } from '../answers/generated-tokens.ts';
import { numberMember, objectMember } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import type { ModelCall } from '../answers/model-call.ts';
import type { ModelServerBehaviour } from '../behaviour.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { Route } from '../route.ts';

/** The call of an admitted request, with its usage and generated text. */
export function newCall(
  exchange: SimulatedExchange,
  route: Route,
  answerTo: ModelCall['answerTo'],
): ModelCall {
  const { entry, behaviour, objects, clock, idSuffix } = exchange;
  const limit = maxTokensOf(entry.json) ?? Number.POSITIVE_INFINITY;
  const wanted = wantedTokens(entry, behaviour.completionTokens);
  const completionTokens = route.operation === 'embedding' ? 0 : Math.min(wanted, limit);
  const reasoningTokens = Math.min(behaviour.reasoningTokens, completionTokens);
  return {
    route,
    objects,
    idSuffix,
    answerTo,
    method: entry.method,
    contentType: entry.headers['content-type'] ?? '',
    body: entry.body,
    json: entry.json,
    model: entry.model ?? 'simulated-model',
    usage: { ...promptOf(entry, behaviour), completionTokens, reasoningTokens },
    finishReason: wanted > limit ? 'length' : 'stop',
    words: generatedTokens(completionTokens - reasoningTokens, behaviour.words),
    flavour: behaviour.flavour ?? (route.family === 'openai' ? 'openai' : 'azure'),
    lineEnding: behaviour.lineEnding,
    createdS: Math.floor(clock.nowMs() / 1_000),
    batchPolls: behaviour.batchPolls,
  };
}

/** The limit on completion tokens that a request of any API sets. */
export function maxTokensOf(json: JsonObject): number | undefined {
  return (
    numberMember(json, 'max_completion_tokens') ??
    numberMember(json, 'max_tokens') ??
    numberMember(json, 'max_output_tokens') ??
    numberMember(objectMember(json, 'generationConfig'), 'maxOutputTokens')
  );
}

/** Prompt tokens and how many of them are cached. */
export function promptOf(entry: LedgerEntry, { cachedTokens }: ModelServerBehaviour) {
  const promptTokens = estimateTokens(entry.json);
  const cached = typeof cachedTokens === 'function' ? cachedTokens(promptTokens, entry) : cachedTokens;
  return { promptTokens, cachedTokens: Math.min(cached, promptTokens) };
}

function wantedTokens(entry: LedgerEntry, usual: number): number {
  const asked = entry.headers['x-sim-completion-tokens'];
  return typeof asked === 'string' && /^\d+$/.test(asked)
    ? Number(asked)
    : (maxTokensOf(entry.json) ?? usual);
}
