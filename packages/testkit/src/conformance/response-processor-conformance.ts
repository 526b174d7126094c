import assert from 'node:assert/strict';
import type { ResponseHead, ResponseProcessor, ResponseStage, SseEvent, Usage } from '@laneway/contracts';

import type { Promises } from './trial.ts';
import type { Subject } from './subject.ts';
import { aHead, aStreamHead } from '../builders/an-attempt.ts';
import { aRequest } from '../builders/a-request.ts';
import { aTarget } from '../builders/an-endpoint.ts';
import { answers, bodies, brokenEvents } from './sample-answers.ts';
import { pluginConformance } from './plugin-conformance.ts';
import { registerPromises } from './trial.ts';

/** Registers the tests that every response processor passes. */
export function responseProcessorConformance(subject: Subject<'response-processor'>): void {
  pluginConformance('response-processor', subject);
  registerPromises(subject, promises);
}

const promises: Promises<'response-processor'> = {
  'has the mode observe or rewrite': ({ instance }) => {
    assert.ok(instance.mode === 'observe' || instance.mode === 'rewrite', `mode is ${instance.mode}.`);
  },

  'opens a stage for any answer, or returns undefined': ({ instance }) => {
    for (const head of heads) {
      const { stage } = open(instance, head);
      void stage?.onEnd?.();
    }
  },

  'does not throw at malformed events': ({ instance }) => {
    const { stage } = open(instance, aStreamHead());
    for (const event of brokenEvents) stage?.onEvent?.(event);
    void stage?.onEnd?.();
  },

  'does not throw at malformed bodies': ({ instance }) => {
    for (const body of bodies) {
      const { stage } = open(instance, aHead());
      stage?.onBody?.(body.slice());
      void stage?.onEnd?.();
    }
  },

  'accepts an answer that breaks off after any event': ({ instance }) => {
    for (const events of Object.values(answers)) {
      for (let length = 0; length <= events.length; length += 1) {
        const { stage } = open(instance, aStreamHead());
        for (const event of events.slice(0, length)) stage?.onEvent?.(event);
        void stage?.onCancel?.();
      }
    }
  },

  'changes no bytes if it observes, and returns bytes or nothing if it rewrites': ({ instance }) => {
    for (const events of [...Object.values(answers), brokenEvents]) {
      const { stage } = open(instance, aStreamHead());
      for (const event of events) assertValidResult(instance, event.bytes, () => stage?.onEvent?.(event));
    }
    for (const body of bodies) {
      const { stage } = open(instance, aHead());
      assertValidResult(instance, body, (bytes) => stage?.onBody?.(bytes));
    }
  },

  'reports plausible usage': ({ instance }) => {
    for (const events of Object.values(answers)) play(instance, events).forEach(assertPlausible);
    for (const body of bodies) {
      const { stage, reports } = open(instance, aHead());
      stage?.onBody?.(body.slice());
      void stage?.onEnd?.();
      reports.forEach(assertPlausible);
    }
  },

  'reports usage to the answer that it belongs to, also when answers interleave': ({ instance }) => {
    for (const events of Object.values(answers)) {
      const alone = play(instance, events);
      const [one, silent] = [open(instance, aStreamHead()), open(instance, aStreamHead())];
      for (const event of events) one.stage?.onEvent?.(event);
      void silent.stage?.onCancel?.();
      void one.stage?.onEnd?.();
      assert.deepEqual(one.reports, alone);
      assert.deepEqual(silent.reports.filter(isSpent), [], 'Usage was reported to the wrong answer.');
    }
  },
};

const heads: readonly ResponseHead[] = [
  aStreamHead(),
  aHead(),
  aHead({ status: 400, statusText: '' }),
  aHead({ status: 204, headers: [] }),
  aHead({ headers: ['content-type', ''] }),
  aHead({ headers: ['content-type', 'application/json; charset=utf-8', 'content-encoding', 'gzip'] }),
  aHead({ headers: ['content-type', 'audio/mpeg'] }),
  aStreamHead({ status: 500, statusText: 'Internal Server Error' }),
];

interface OpenAnswer {
  readonly stage: ResponseStage | undefined;
  readonly reports: readonly Usage[];
}

function open(processor: ResponseProcessor, head: ResponseHead): OpenAnswer {
  const reports: Usage[] = [];
  const stage = processor.open({
    request: aRequest(),
    endpoint: aTarget(),
    head,
    report: (usage) => void reports.push(usage),
  });
  return { stage, reports };
}

function play(processor: ResponseProcessor, events: readonly SseEvent[]): readonly Usage[] {
  const { stage, reports } = open(processor, aStreamHead());
  for (const event of events) stage?.onEvent?.(event);
  void stage?.onEnd?.();
  return reports;
}

function assertValidResult(
  { mode }: ResponseProcessor,
  received: Uint8Array,
  handle: (bytes: Uint8Array) => Uint8Array | void,
): void {
  const before = received.slice();
  const sent = handle(received);
  if (mode === 'observe')
    assert.deepEqual(received, before, 'An observer has changed the bytes that it received.');
  assert.ok(
    sent === undefined || (mode === 'rewrite' && sent instanceof Uint8Array),
    `A stage of mode ${mode} returned a value of type ${typeof sent}.`,
  );
}

function assertPlausible(usage: Usage): void {
  const { promptTokens, cachedTokens, completionTokens, reasoningTokens } = usage;
  for (const tokens of [promptTokens, cachedTokens, completionTokens, reasoningTokens]) {
    assert.ok(
      Number.isInteger(tokens) && tokens >= 0,
      `${JSON.stringify(usage)} has a count that is not a whole number of 0 or more.`,
    );
  }
  assert.ok(cachedTokens <= promptTokens, 'There are more cached tokens than prompt tokens.');
  assert.ok(reasoningTokens <= completionTokens, 'There are more reasoning tokens than completion tokens.');
}

function isSpent({ promptTokens, completionTokens }: Usage): boolean {
  return promptTokens + completionTokens > 0;
}
