import { jsonAnswer, streamAnswer } from '../answers/answer.ts';
import type { Answer, Part } from '../answers/answer.ts';
import type { ModelCall } from '../answers/model-call.ts';
import { ssePart } from '../answers/sse-part.ts';

/** Gemini's `generateContent`. */
export function geminiWhole(call: ModelCall): Answer {
  return jsonAnswer(chunk(call, call.words.join(''), call.usage.completionTokens), call.usage);
}

/** Gemini's `streamGenerateContent`: events with `alt=sse`, else one JSON array. Every chunk has the usage so far. */
export function geminiStream(call: ModelCall): Answer {
  const chunks = call.words.map((text, index) => {
    const tokens = call.usage.reasoningTokens + index + 1;
    return { data: chunk(call, text, tokens), tokens };
  });
  if (call.route.query.get('alt') === 'sse') {
    return streamAnswer(
      chunks.map((event) => ssePart(call.lineEnding, event)),
      call.usage,
    );
  }
  const parts = chunks.map(({ data, tokens }, index) =>
    arrayPart(index === 0 ? '[' : ',\r\n', JSON.stringify(data), tokens),
  );
  const end = arrayPart(parts.length === 0 ? '[' : '', ']', call.usage.completionTokens);
  return {
    status: 200,
    headers: { 'Content-Type': 'application/json; charset=UTF-8' },
    parts: [...parts, end],
    reported: call.usage,
  };
}

function arrayPart(before: string, text: string, tokens: number): Part {
  return { bytes: Buffer.from(before + text), tokens };
}

function chunk(call: ModelCall, text: string, tokens: number) {
  const { usage } = call;
  const isLast = tokens === usage.completionTokens;
  const finishReason = call.finishReason === 'stop' ? 'STOP' : 'MAX_TOKENS';
  return {
    candidates: [
      { content: { parts: [{ text }], role: 'model' }, ...(isLast && { finishReason }), index: 0 },
    ],
    usageMetadata: {
      promptTokenCount: usage.promptTokens,
      // Gemini counts reasoning tokens in addition to the candidates' tokens.
      candidatesTokenCount: tokens - usage.reasoningTokens,
      totalTokenCount: usage.promptTokens + tokens,
      ...(usage.cachedTokens > 0 && { cachedContentTokenCount: usage.cachedTokens }),
      ...(usage.reasoningTokens > 0 && { thoughtsTokenCount: usage.reasoningTokens }),
    },
    modelVersion: call.model,
    responseId: call.idSuffix,
  };
}
