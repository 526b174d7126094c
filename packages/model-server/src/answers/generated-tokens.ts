/** The generated text, one token per word: ASCII, accents, wide characters, an emoji of several code points. */
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

/** The first `count` tokens of the generated text, which repeats without end. */
export function generatedTokens(count: number, words: readonly string[]): readonly string[] {
  return Array.from({ length: count }, (_, index) => words[index % words.length] ?? '');
}
