import assert from 'node:assert/strict';

import type { Dialect, DialectRequest, RequestView } from '@laneway/contracts';

import { answerPromises } from './dialect-answer-promises.ts';
import { allRequests, callerErrors, requests, wireText } from './dialect-requests.ts';

import { pluginConformance } from './plugin-conformance.ts';
import type { Subject } from './subject.ts';
import type { Promises } from './trial.ts';
import { frozen, registerPromises, tryOut } from './trial.ts';

/** A dialect, and a request as its vendor's clients send it. */
export interface DialectSubject extends Subject<'dialect'> {
  /** Names a model in plain letters, and makes it work. */
  readonly example: RequestView;
}

/** What every dialect promises. */
export function dialectConformance(subject: DialectSubject): void {
  pluginConformance('dialect', subject);
  registerPromises(subject, requestPromises);
  registerPromises(subject, answerPromises);
  subject.test("reads the model, the prompt and the new name in its own vendor's request", () =>
    tryOut(subject, ({ instance }) => assertKnows(instance, subject.example)),
  );
}

const requestPromises: Promises<'dialect'> = {
  'finds a model with a name, or none, in any request': ({ instance }) => {
    for (const request of allRequests())
      for (const model of [instance.modelInHead(request), instance.modelInBody(request)])
        assert.ok(
          model === undefined || (typeof model === 'string' && model !== ''),
          `found ${String(model)}`,
        );
  },

  'does not read a streamed body': ({ instance }) => {
    for (const request of requests()) {
      const chunks = { [Symbol.asyncIterator]: () => assert.fail('the body was read') };
      const streamed: DialectRequest = {
        ...request,
        body: { kind: 'stream', length: 40, chunks },
        json: () => undefined,
      };
      assert.equal(instance.modelInBody(streamed), undefined);
      instance.rename(streamed, 'new-name');
      instance.promptTokens(streamed);
    }
  },

  'renames the model and changes no other byte': ({ instance }) => {
    for (const request of requests()) assertRenames(instance, request);
  },

  'renames any request to a valid path, query and body': ({ instance }) => {
    for (const request of allRequests()) {
      const { path, query, body } = instance.rename(request, 'new "name" &/?');
      assert.match(path, /^\/[^?#\s]*$/);
      assert.match(query, /^(\?[^#\s]*)?$/);
      assert.equal(body.kind, request.body.kind);
    }
  },

  'estimates plausible tokens for any request': ({ instance }) => {
    for (const request of allRequests()) {
      assertTokens(instance.promptTokens(request) ?? 0);
      assertTokens(instance.maxTokens?.(request) ?? 0);
    }
  },

  'estimates no fewer tokens for a longer prompt': ({ instance }) => {
    for (const request of requests()) {
      const { body } = request;
      if (body.kind !== 'bytes') continue;
      const longer = { kind: 'bytes', bytes: new Uint8Array(body.bytes.length + 4_000) } as const;
      const [before, after] = [request, { ...request, body: longer }].map(
        (each) => instance.promptTokens(each) ?? 0,
      );
      assert.ok(after! >= before!, `${before} tokens, but ${after} for a longer prompt`);
    }
  },

  'names stored objects by ids that are not empty': ({ instance }) => {
    for (const request of allRequests())
      for (const id of instance.storedIds?.(request) ?? [])
        assert.ok(typeof id === 'string' && id !== '', 'an id is not a text, or empty');
  },

  'does not change requests': ({ instance }) => {
    for (const request of requests()) {
      const before = wireText(request);
      const fixed = frozen({ ...request, json: () => frozen(request.json()) });
      instance.modelInHead(fixed);
      instance.modelInBody(fixed);
      instance.rename(fixed, 'new-name');
      instance.promptTokens(fixed);
      instance.maxTokens?.(fixed);
      Array.from(instance.storedIds?.(fixed) ?? []);
      instance.answerIds?.(fixed);
      assert.equal(wireText(request), before);
    }
  },

  'writes an error body that contains the message': ({ instance }) => {
    for (const error of callerErrors) {
      const json = JSON.stringify(instance.errorBody(frozen(error)));
      assert.ok(json.includes(JSON.stringify(error.message)), `${json} does not say ${error.message}`);
    }
  },

  'lists headers in lower case': ({ instance }) => {
    for (const name of instance.servedByHeaders ?? []) assert.match(name, /^[a-z0-9-]+$/);
  },
};

function modelOf(dialect: Dialect, request: DialectRequest): string | undefined {
  return dialect.modelInHead(request) ?? dialect.modelInBody(request);
}

// The new name is a text that is nowhere else, so that what stands around it can be compared.
const marker = 'renamed-by-conformance';

function assertRenames(dialect: Dialect, request: DialectRequest): void {
  const model = modelOf(dialect, request);
  const before = wireText(request);
  if (model === undefined || !before.includes(model)) return;
  const renamed = { ...request, ...dialect.rename(request, marker) };
  assert.equal(wireText(renamed).replaceAll(marker, model), before);
}

function assertKnows(dialect: Dialect, example: RequestView): void {
  const model = modelOf(dialect, example);
  assert.ok(model !== undefined, 'the example names no model');
  assert.ok((dialect.promptTokens(example) ?? 0) > 0, 'the prompt of the example has no tokens');
  assertRenames(dialect, example);
  const renamed = { ...example, ...dialect.rename(example, marker) };
  assert.equal(modelOf(dialect, { ...renamed, json: () => parsed(renamed) }), marker);
}

function parsed({ body }: Pick<RequestView, 'body'>): unknown {
  return body.kind === 'bytes' ? JSON.parse(new TextDecoder().decode(body.bytes)) : undefined;
}

function assertTokens(tokens: number): void {
  assert.ok(Number.isFinite(tokens) && tokens >= 0, `${tokens} is not a number of tokens`);
}
