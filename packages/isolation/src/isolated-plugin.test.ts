import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { suite, test } from 'node:test';

import type {
  Clock,
  Plugin,
  ResponseOpening,
  ResponseProcessor,
  ResponseStage,
  Usage,
} from '@laneway/contracts';
import {
  aBody,
  aHead,
  aPlugin,
  aPluginHost,
  aRequest,
  aStreamHead,
  aTarget,
  FakeClock,
  realClock,
  responseProcessorConformance,
  sseEvent,
} from '@laneway/testkit';

import { aProcessorModule } from './a-processor-module.test.fixture.ts';
import type { IsolationBudget } from './isolation-budget.ts';
import { defaultBudget } from './isolation-budget.ts';
import { isolatedPlugin } from './isolated-plugin.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

// Neither starting a thread nor a batch may fail because the machine is busy: tests that want a limit set it.
const ampleBudget: IsolationBudget = { ...defaultBudget, cpuMs: 600_000, answerMs: 600_000 };

/** Source of a usage with this number of completion tokens. */
const usageOf = (tokens: string) =>
  `{ promptTokens: 0, cachedTokens: 0, completionTokens: ${tokens}, reasoningTokens: 0 }`;
const completed = (tokens: number): Usage => ({
  promptTokens: 0,
  cachedTokens: 0,
  completionTokens: tokens,
  reasoningTokens: 0,
});

interface Setup {
  readonly url: string;
  readonly options?: unknown;
  readonly budget?: Partial<IsolationBudget>;
  readonly clock?: Clock;
}

async function start(t: TestContext, { url, options = {}, budget, clock = realClock }: Setup) {
  const { default: plugin }: { readonly default: Plugin } = await import(url);
  const host = aPluginHost({ clock, instance: 'endpoints.a.processors.0' });
  const isolated = isolatedPlugin(plugin, url, { ...ampleBudget, ...budget });
  const processor = await isolated.create(options, host);
  t.after(() => processor.close?.());
  return { processor, log: host.log };
}

function open(processor: ResponseProcessor, parts: Partial<ResponseOpening> = {}) {
  const reports: Usage[] = [];
  const report = (usage: Usage) => void reports.push(usage);
  const opening = { request: aRequest(), endpoint: aTarget(), head: aHead(), report, ...parts };
  const stage = processor.open(opening);
  assert.ok(stage, 'no stage was opened');
  return { stage, reports };
}

/** Whether it opens no stage for a new answer. */
function declinesToRead(processor: ResponseProcessor): boolean {
  return (
    processor.open({ request: aRequest(), endpoint: aTarget(), head: aHead(), report() {} }) === undefined
  );
}

/** Passes a whole answer through the stage and waits for its end. */
async function play(stage: ResponseStage, ...chunks: readonly string[]): Promise<void> {
  for (const chunk of chunks) stage.onChunk?.(bytes(chunk));
  await stage.onEnd?.();
}

test('a body is read whole in the thread, and its usage arrives before the end resolves', async (t) => {
  const url = aProcessorModule({
    open: `return { onBody: (body) => opening.report(${usageOf('body.length')}) };`,
  });
  const { processor } = await start(t, { url });
  const { stage, reports } = open(processor);
  await play(stage, 'one', 'two', 'three');
  assert.deepEqual(reports, [completed(11)]);
});

test('chunks, and the events of a stream, are read one by one and in order', async (t) => {
  const url = aProcessorModule({
    open: `const seen = [];
      return {
        onEvent: ({ type, data }) => void seen.push(type + '=' + data),
        onChunk: (chunk) => void seen.push(new TextDecoder().decode(chunk)),
        onEnd: () => host.log.info(seen.join()),
      };`,
  });
  const { processor, log } = await start(t, { url });
  await play(open(processor).stage, 'a', 'b');
  const { stage } = open(processor, { head: aStreamHead() });
  stage.onEvent?.(sseEvent('note', 'Grüße'));
  stage.onEvent?.(sseEvent('', '[DONE]'));
  await stage.onEnd?.();
  assert.deepEqual(log.messages('info'), ['a,b', 'note=Grüße,=[DONE]']);
});

test('a stage gets onCancel when its answer breaks off, and the usage that it then reports arrives', async (t) => {
  const url = aProcessorModule({
    open: `let chunks = 0;
      return { onChunk: () => void chunks++, onCancel: () => opening.report(${usageOf('chunks')}) };`,
  });
  const { processor } = await start(t, { url });
  const { stage, reports } = open(processor);
  stage.onChunk?.(bytes('half'));
  await stage.onCancel?.();
  assert.deepEqual(reports, [completed(1)]);
});

test('a stage that goes on after the end is waited for', async (t) => {
  const url = aProcessorModule({
    open: `return { async onEnd() {
        await new Promise((resolve) => setImmediate(resolve));
        opening.report(${usageOf('7')});
      } };`,
  });
  const { processor } = await start(t, { url });
  const { stage, reports } = open(processor);
  await play(stage);
  assert.deepEqual(reports, [completed(7)]);
});

test('a processor sees the request, its endpoint and the head of the answer', async (t) => {
  const url = aProcessorModule({
    open: `const { request, endpoint, head } = opening;
      host.log.info([request.path, request.json().model, endpoint.name, head.status, options.a].join());`,
  });
  const { processor, log } = await start(t, { url, options: { a: 'b' } });
  const request = aRequest({ path: '/v1/embeddings', body: aBody({ model: 'small' }) });
  await play(open(processor, { request, endpoint: aTarget({ name: 'east' }) }).stage);
  assert.deepEqual(log.messages('info'), ['/v1/embeddings,small,east,200,b']);
});

test('a request body of more than 4 MiB is not copied', async (t) => {
  const url = aProcessorModule({
    open: `host.log.info(opening.request.body.kind + opening.request.body.length);`,
  });
  const { processor, log } = await start(t, { url });
  const body = { kind: 'bytes', bytes: new Uint8Array(5 * 1024 * 1024) } as const;
  await play(open(processor, { request: aRequest({ body }) }).stage);
  assert.deepEqual(log.messages('info'), ['stream5242880']);
});

test('a processor reads copies: the gateway keeps its bytes, and may change them', async (t) => {
  const url = aProcessorModule({
    open: `return { onBody: (body) => host.log.info(new TextDecoder().decode(body)) };`,
  });
  const { processor, log } = await start(t, { url });
  const { stage } = open(processor);
  const chunk = Buffer.from('as it was');
  stage.onChunk?.(chunk);
  chunk.fill(0x21);
  await stage.onEnd?.();
  assert.equal(chunk.toString(), '!!!!!!!!!');
  assert.deepEqual(log.messages('info'), ['as it was']);
});

test('one processor sees all answers of its endpoint', async (t) => {
  const url = aProcessorModule({
    create: 'let answers = 0;',
    open: `return { onEnd: () => opening.report(${usageOf('++answers')}) };`,
  });
  const { processor } = await start(t, { url });
  const [one, other] = [open(processor), open(processor)];
  await play(one.stage);
  await play(other.stage);
  assert.deepEqual([...one.reports, ...other.reports], [completed(1), completed(2)]);
});

test('a stage that throws does so for the gateway too, and other answers are still read', async (t) => {
  const url = aProcessorModule({
    open: `return {
        onBody(body) {
          if (body.length === 0) throw new RangeError('out of ideas');
          opening.report(${usageOf('body.length')});
        },
      };`,
  });
  const { processor } = await start(t, { url });
  await assert.rejects(play(open(processor).stage), { name: 'RangeError', message: 'out of ideas' });
  const { stage, reports } = open(processor);
  await play(stage, 'fine');
  assert.deepEqual(reports, [completed(4)]);
});

/** How a processor whose stages do this at their end is reported. */
async function quarantineOf(t: TestContext, onEnd: string, setup: Omit<Setup, 'url'> = {}): Promise<Error> {
  const url = aProcessorModule({ open: `return { onEnd() { ${onEnd} } };` });
  const { processor } = await start(t, { url, ...setup });
  const [other, last] = [open(processor), open(processor)];
  const ended = play(last.stage);
  const error = await ended.then(
    () => assert.fail('the answer ended'),
    (cause: unknown) => cause,
  );
  assert.ok(error instanceof Error);
  assert.equal(error.name, 'Quarantined');
  assert.match(error.message, /^endpoints\.a\.processors\.0 has .*\. It reads no more answers\.$/);
  await play(other.stage, 'more');
  assert.ok(declinesToRead(processor));
  return error;
}

// Which of the two limits is reached first depends on the load of the machine.
const eitherLimit = /more than 1000 ms of CPU time|not answered for 10000 ms/;

for (const [name, onEnd] of [
  ['loops for ever', 'for (;;);'],
  ['loops in promises', 'return (async () => { for (;;) await 0; })()'],
  ['backtracks for ever', '/^(a+)+$/.test("a".repeat(50) + "b")'],
] as const) {
  test(`a processor that ${name} is quarantined and named, once, and reads no more answers`, async (t) => {
    const { message } = await quarantineOf(t, onEnd, { budget: { cpuMs: 1_000, answerMs: 10_000 } });
    assert.match(message, eitherLimit);
  });
}

test('a processor that sleeps is quarantined when its time to answer is over', async (t) => {
  const clock = new FakeClock();
  const url = aProcessorModule({
    open: 'return { onEnd() { Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); } };',
  });
  const { processor } = await start(t, { url, clock, budget: { answerMs: 5_000 } });
  const ended = play(open(processor).stage);
  clock.advance(5_100);
  await assert.rejects(ended, /^Quarantined: .* has not answered for 5000 ms\./);
});

for (const [name, onEnd, budget, reason] of [
  [
    'allocates objects for ever',
    'for (const kept = []; ; ) kept.push({ at: kept.length })',
    { memoryMiB: 32 },
    /more than 32 MiB of memory/,
  ],
  [
    'allocates buffers for ever',
    'for (const kept = []; ; ) kept.push(new Uint8Array(1e6).fill(1))',
    { memoryMiB: 64 },
    /more than 64 MiB of memory/,
  ],
  ['exits', 'process.exit()', {}, /has ended its thread/],
  [
    'crashes',
    'return new Promise(() => setImmediate(() => { throw new Error("oh") }))',
    {},
    /has crashed: oh/,
  ],
] as const) {
  test(`a processor that ${name} is quarantined and named, once, and reads no more answers`, async (t) => {
    assert.match((await quarantineOf(t, onEnd, { budget })).message, reason);
  });
}

test('a processor that crashes while it reads nothing is named by the next answer', async (t) => {
  const url = aProcessorModule({
    open: `return { onEnd() { setImmediate(() => setImmediate(() => { throw new Error('oh'); })); } };`,
  });
  const { processor } = await start(t, { url });
  const readOn = async () => {
    for (;;) await play(open(processor).stage);
  };
  await assert.rejects(readOn, /^Quarantined: .* has crashed: oh\./);
  assert.equal(declinesToRead(processor), true);
});

test('a processor that keeps more and more buffers is quarantined, however small each batch is', async (t) => {
  const url = aProcessorModule({
    create: 'const kept = [];',
    open: 'return { onEnd: () => void kept.push(new Uint8Array(100_000).fill(1)) };',
  });
  const { processor } = await start(t, { url, budget: { memoryMiB: 16 } });
  const readOn = async () => {
    for (;;) await play(open(processor).stage);
  };
  await assert.rejects(readOn, /^Quarantined: .* has used more than 16 MiB of memory\./);
});

test('a processor that falls too far behind is quarantined instead of filling the memory', async (t) => {
  const url = aProcessorModule({ open: 'return { onChunk() {} };' });
  const { processor } = await start(t, { url, budget: { backlogBytes: 10_000 } });
  const { stage } = open(processor);
  const flood = () => {
    for (let chunk = 0; chunk < 20; chunk += 1) stage.onChunk?.(new Uint8Array(1_000));
  };
  assert.throws(flood, /^Quarantined: .* has fallen 10000 bytes behind\./);
});

test('a processor that keeps up may receive more in all than its backlog may hold', async (t) => {
  const url = aProcessorModule({
    open: `return { onChunk: (chunk) => opening.report(${usageOf('chunk[0]')}) };`,
  });
  const { processor } = await start(t, { url, budget: { backlogBytes: 10_000 } });
  for (let answer = 0; answer < 5; answer += 1) {
    const { stage, reports } = open(processor);
    stage.onChunk?.(new Uint8Array(9_000).fill(answer));
    await stage.onEnd?.();
    assert.deepEqual(reports, [completed(answer)]);
  }
});

for (const [name, parts, message] of [
  ['rewrites answers', { mode: 'rewrite' }, /^endpoints\.a\.processors\.0\.isolation: .* rewrites answers/],
  [
    'cannot be created',
    { create: 'throw new Error("no luck")' },
    /processors\.0: The plugin could not be created: no luck\.$/,
  ],
  ['is never ready', { create: 'for (;;);' }, eitherLimit],
] as const) {
  test(`a processor that ${name} is rejected when it is created`, async (t) => {
    const budget = { cpuMs: 1_000, answerMs: 10_000 };
    const url = aProcessorModule(parts);
    await assert.rejects(start(t, { url, ...(name === 'is never ready' && { budget }) }), {
      code: 'plugin_invalid',
      message,
    });
  });
}

test('only response processors can be isolated', () => {
  const plugin = aPlugin('balancer', () => assert.fail('created'));
  assert.throws(() => isolatedPlugin(plugin, 'data:text/javascript,'), {
    code: 'plugin_invalid',
    message: 'example is a balancer plugin; only response processors can be isolated.',
  });
});

test('options are checked by the schema of the plugin', async () => {
  const plugin = aPlugin('response-processor', () => assert.fail('created'));
  const { options } = isolatedPlugin(plugin, 'data:text/javascript,');
  const result = await options['~standard'].validate({ colour: 'red' });
  assert.deepEqual(result.issues, [{ message: 'The option colour is unknown.', path: ['colour'] }]);
});

test('its log lines are logged by the gateway, without fields that cannot be serialised', async (t) => {
  const url = aProcessorModule({
    open: `host.log.warn('first', { a: 1 }); host.log.warn('second', { a: () => 1 });`,
  });
  const { processor, log } = await start(t, { url });
  await play(open(processor).stage);
  assert.deepEqual(
    log.lines.map(({ message, fields }) => [message, fields]),
    [
      ['first', { a: 1 }],
      ['second', {}],
    ],
  );
});

test('the processor is closed before its thread ends, even if it has left timers', async (t) => {
  const url = aProcessorModule({ create: 'setInterval(() => {}, 1e6);' });
  const { processor, log } = await start(t, { url });
  await processor.close?.();
  assert.deepEqual(log.messages('info'), ['closed']);
});

test('closing ends the wait for an answer that is still being read', async (t) => {
  const url = aProcessorModule({ open: 'return { onEnd: () => new Promise(() => {}) };' });
  const { processor } = await start(t, { url });
  const ended = open(processor).stage.onEnd?.();
  await processor.close?.();
  await ended;
});

suite('conformance', () => {
  const url = aProcessorModule({ open: 'return { onBody() {}, onEvent() {} };' });
  const plugin = aPlugin('response-processor', () => assert.fail('created in the gateway'));
  responseProcessorConformance({ test, plugin: isolatedPlugin(plugin, url) });
});
