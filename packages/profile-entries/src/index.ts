export { parseProfiles } from './parse-profiles.ts';
export type { ParsedProfiles, ProfileFormat } from './parse-profiles.ts';
export { KeptProfiles } from './kept-profiles.ts';
