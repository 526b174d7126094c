import type { CallerError, DialectRequest, RequestBody } from '@laneway/contracts';

import { aBody } from '../builders/a-body.ts';
import { aRequest } from '../builders/a-request.ts';

const json = ['Content-Type', 'application/json'];
const form = ['Content-Type', 'multipart/form-data; boundary=b0und'];

/** Requests in the shapes of several vendors, and some that none of them would take. */
export function requests(): readonly DialectRequest[] {
  return [
    ...paths.map(([method, path, query = '']) => sent({ method, path, query, body: { kind: 'none' } })),
    ...bodies.map((body) => sent({ body: aBody(body) })),
    ...bodies.map((body) => sent({ path: '/v1/messages', body: aBody(body) })),
    // A request that names two models cannot be renamed unambiguously.
    ...paths
      .filter(([, , query = '']) => !query.includes('model'))
      .map(([, path, query = '']) => sent({ path, query, body: aBody({ model: 'gpt-4o' }) })),
    ...forms.map((body) => sent({ path: '/v1/audio/transcriptions', headers: form, body: aBody(body) })),
    sent({ headers: ['Content-Type', 'multipart/form-data; boundary=', 'Content-Type', ''] }),
    sent({ headers: ['Content-Type', 'audio/wav'], body: { kind: 'bytes', bytes: noise(1_000) } }),
    sent({ method: 'GET', path: '/v1/realtime', query: '?model=gpt-4o', upgrade: 'websocket' }),
  ];
}

/** `requests`, and large ones that cost far more than their size wherever work is not in proportion to it. */
export function allRequests(): readonly DialectRequest[] {
  return [...requests(), ...(hostileRequests ??= hostile())];
}

// Made once: they are as many megabytes as a test has promises.
let hostileRequests: readonly DialectRequest[] | undefined;

function hostile(): readonly DialectRequest[] {
  const deep = '['.repeat(200_000);
  const longPaths = ['/files', '/deployments/', '//', '/messages/batches'].map((part) => part.repeat(8_000));
  return [
    ...longPaths.map((path) => sent({ path, query: `?${'&model='.repeat(8_000)}` })),
    ...[
      `{"file_ids":${deep}"id"${deep.replaceAll('[', ']')},"model":"gpt-4o"}`,
      `{"file_ids":[${'"id",'.repeat(200_000)}"id"]}`,
      `{${'"container":{'.repeat(50_000)}${'}'.repeat(50_000)}}`,
      `{"${String.raw`\"`.repeat(500_000)}":"gpt-4o"}`,
      `{"a":"${'\\'.repeat(1_000_000)}","model":"gpt-4o"}`,
      `{${'"model":"a",'.repeat(100_000)}"model":"b"}`,
      `{${'"model":'.repeat(100_000)}`,
    ].map((body) => sent({ path: '/v1/responses', body: aBody(body) })),
    ...['\r\n--b0un', '\r\n--b0und', '\r\r', 'content-disposition: form-data\r\n'].map((part) =>
      sent({ headers: form, body: aBody(part.repeat(50_000)) }),
    ),
    sent({ body: { kind: 'bytes', bytes: noise(1_000_000) } }),
  ];
}

/** Errors of the gateway, with texts that have to be escaped. */
export const callerErrors: readonly CallerError[] = [
  400, 401, 403, 404, 412, 413, 429, 500, 502, 503, 504,
].map((status) => ({
  status,
  code: 'some_code',
  type: status === 429 ? 'rate_limit_error' : 'server_error',
  message: `Status ${status}: "quoted", \\ and ünïcode.`,
  param: status === 400 ? 'x-"ttl"' : undefined,
  requestId: 'request-1',
}));

/** Path, query and body as one text with a character for each byte. */
export function wireText({ path, query, body }: Pick<DialectRequest, 'path' | 'query' | 'body'>): string {
  return `${path}${query} ${body.kind === 'bytes' ? latin1(body) : ''}`;
}

const paths: readonly (readonly [method: string, path: string, query?: string])[] = [
  ['GET', '/'],
  ['POST', '/v1/chat/completions'],
  ['POST', '/v1/messages'],
  ['POST', '/v1/messages/count_tokens'],
  ['POST', '/v1/messages/batches'],
  ['GET', '/v1/messages/batches/msgbatch_1/results'],
  ['POST', '/v1/responses'],
  ['GET', '/v1/responses/resp_1', '?stream=true'],
  ['DELETE', '/v1/files/file-1'],
  ['GET', '/v1/files/file-1/content'],
  ['POST', '/openai/deployments/gpt-4o/chat/completions', '?api-version=2024-10-21'],
  ['POST', '/openai/deployments/my%20model/embeddings', '?api-version=2024-10-21&x=%20'],
  ['POST', '/openai/deployments/50%/files', '?'],
  ['POST', '/openai/deployments/'],
  ['POST', '/v1beta/models/gemini-2.5-pro:streamGenerateContent', '?alt=sse'],
  ['GET', '/v1/realtime', '?model=&deployment=a+b&model=gpt-4o'],
  ['GET', '/%ff%', '?%=%ff&model=%'],
];

const bodies: readonly unknown[] = [
  { model: 'gpt-4o', messages: [{ role: 'user', content: 'Grüße 👋' }], max_tokens: 40, stream: true },
  '{ "messages": [],\n\t"model" : "claude-sonnet-4-5" , "max_tokens":1e2, "note":"model: claude-sonnet-4-5" }\r\n',
  '\uFEFF{"model":"a","x":{"model":"b"},"model":"a"}',
  { model: 'a', previous_response_id: 'resp_1', tools: [{ container: { id: 'cntr_1', file_ids: ['f'] } }] },
  { model: 'a', container: 'container_1', messages: [{ content: [{ source: { file_id: 'file_1' } }] }] },
  { model: 'a', file_id: '', file_ids: [null, 7, '', [['x']]], container: { id: '' }, thread_id: {} },
  { model: 7, max_tokens: -1 },
  { model: '', max_tokens: 'many', max_output_tokens: null },
  { model: null, max_tokens: [1], max_completion_tokens: 0.5 },
  '{"model":"a","max_tokens":1e400}',
  '{"__proto__":{"model":"a"},"constructor":"b"}',
  { requests: [{ custom_id: '1', params: { model: 'a', max_tokens: 1 } }] },
  [{ model: 'a' }],
  'null',
  '42',
  '"model"',
  '',
  'not json',
  '{"model":"a"',
  '{"model',
];

const field = (name: string, value: string) =>
  `--b0und\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file =
  '--b0und\r\nContent-Disposition: form-data; name="file"; filename="model"\r\n\r\n\u0000\r\n--b0un\r\r\n\r\n';

const forms: readonly string[] = [
  `${field('language', 'model')}${file}${field('model', 'whisper-1')}--b0und--\r\n`,
  `preamble\r\n${field('model', 'whisper-1')}${field('model', 'whisper-1')}--b0und--`,
  field('model', 'whisper-1'),
  '--b0und',
  '--b0und--',
  '',
];

function sent(given: Partial<Omit<DialectRequest, 'json'>>): DialectRequest {
  return aRequest({ headers: json, ...given });
}

function noise(length: number): Uint8Array {
  return Buffer.alloc(
    length,
    Uint8Array.from({ length: 251 }, (_, index) => (index * 7) % 256),
  );
}

function latin1({ bytes }: RequestBody & { readonly kind: 'bytes' }): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
