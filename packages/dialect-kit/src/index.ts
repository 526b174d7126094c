export { idsIn } from './ids-in.ts';
export { replaceMember } from './replace-member.ts';
export { replaceRanges } from './replace-ranges.ts';
export type { ByteRange } from './replace-ranges.ts';
export { answerTokens, promptTokens } from './text-tokens.ts';
