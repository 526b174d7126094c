export { isPlain, plainBody } from './plain-body.ts';
