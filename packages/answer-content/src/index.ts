export { contentCoding, isPlain } from './content-coding.ts';
export { contentStage } from './content-stage.ts';
export type { ContentReader } from './content-stage.ts';
export { decodedBody, decodedStart } from './decoded-body.ts';
export { MemberNames } from './member-names.ts';
export { MemberScan } from './member-scan.ts';
export type { FoundMember, MemberScanOptions } from './member-scan.ts';
export { isObject, parsedJson } from './parsed-json.ts';
export type { JsonObject } from './parsed-json.ts';
