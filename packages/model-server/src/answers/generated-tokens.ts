/** What the simulated model says, one token per word: plain text, accents, wide characters, an emoji made of several code points. */
export const defaultWords: readonly string[] = [
  'Lanes ',
  'keep ',
  'order, ',
  'größere ',
  'Züge ',
  'warten; ',
  '東京 ',
  'follows ',
  '🚄 ',
  'quietly ',
  '👩🏽‍🚀 ',
  'home. ',
];

/** The first `count` tokens of the model's endless, always equal, story. */
export function generatedTokens(count: number, words: readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, index) => words[index % words.length] ?? '');
}
