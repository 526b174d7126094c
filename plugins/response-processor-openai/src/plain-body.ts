export { isPlain, plainBody } from '@laneway/content-coding';
