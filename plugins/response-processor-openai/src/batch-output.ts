import { isObject, mayHoldUsage, parsedJson, usageOf } from '@laneway/answer-content';
import type { Usage } from '@laneway/contracts';

const lineFeed = 0x0a;
/** A longer line is passed over: models give answers of a hundredth of this. Bytes. */
const lineLimit = 1024 * 1024;

/**
 * Adds up the usage in the output file of a batch as it passes: a line of JSON for each request, up to 200 MB of them.
 * Keeps no more than the line that is not complete yet.
 * Source: https://platform.openai.com/docs/guides/batch#5-retrieve-the-results
 */
export class BatchOutput {
  #usage: Usage | undefined;
  #line: Buffer[] = [];
  #lineBytes = 0;

  push(chunk: Uint8Array): void {
    let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = rest.indexOf(lineFeed); end !== -1; end = rest.indexOf(lineFeed)) {
      this.#keep(rest.subarray(0, end));
      this.#endLine();
      rest = rest.subarray(end + 1);
    }
    // A copy, because the chunk is only lent.
    this.#keep(Buffer.from(rest));
  }

  /** The sum; `undefined` if no line had usage. To be called at the end of the file. */
  end(): Usage | undefined {
    this.#endLine();
    return this.#usage;
  }

  #keep(part: Buffer): void {
    this.#lineBytes += part.length;
    if (this.#lineBytes > lineLimit) this.#line = [];
    else this.#line.push(part);
  }

  #endLine(): void {
    const line = this.#lineBytes > lineLimit ? undefined : Buffer.concat(this.#line);
    this.#line = [];
    this.#lineBytes = 0;
    if (line !== undefined && mayHoldUsage(line)) this.#add(usageOfLine(line.toString()));
  }

  #add(usage: Usage | undefined): void {
    if (usage === undefined) return;
    const sum = this.#usage;
    this.#usage = {
      ...usage,
      promptTokens: usage.promptTokens + (sum?.promptTokens ?? 0),
      cachedTokens: usage.cachedTokens + (sum?.cachedTokens ?? 0),
      completionTokens: usage.completionTokens + (sum?.completionTokens ?? 0),
      reasoningTokens: usage.reasoningTokens + (sum?.reasoningTokens ?? 0),
      separateQuota: true,
    };
  }
}

// Azure's lines have no id, OpenAI's have one; both contain the whole answer.
function usageOfLine(text: string): Usage | undefined {
  const line = parsedJson(text);
  const response = isObject(line) ? line['response'] : undefined;
  const answer = isObject(response) ? response['body'] : undefined;
  return isObject(answer) ? usageOf(answer) : undefined;
}
