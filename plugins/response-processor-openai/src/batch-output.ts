import type { Usage } from '@laneway/contracts';

import { holdsUsage } from './holds-usage.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import { openAiUsage } from './openai-usage.ts';

const lineFeed = 0x0a;
/** A longer line is not looked at: its answer would be some hundred times longer than models give. */
const longestLine = 1024 * 1024;

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
    // A copy, for the chunk is on its way to the client.
    this.#keep(Buffer.from(rest));
  }

  /** The sum; `undefined` if no line told any. To be called at the end of the file. */
  end(): Usage | undefined {
    this.#endLine();
    return this.#usage;
  }

  #keep(part: Buffer): void {
    this.#lineBytes += part.length;
    if (this.#lineBytes > longestLine) this.#line = [];
    else this.#line.push(part);
  }

  #endLine(): void {
    const line = this.#lineBytes > longestLine ? undefined : Buffer.concat(this.#line);
    this.#line = [];
    this.#lineBytes = 0;
    if (line !== undefined && holdsUsage(line)) this.#add(usageOfLine(line.toString()));
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
      apart: true,
    };
  }
}

// Azure's lines have no id, OpenAI's have one; both hold the whole answer.
function usageOfLine(line: string): Usage | undefined {
  const response = parseJson(line)?.['response'];
  const answer = isJsonObject(response) ? response['body'] : undefined;
  return isJsonObject(answer) ? openAiUsage(answer) : undefined;
}
