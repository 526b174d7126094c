import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';

import { FakeClock } from '@laneway/testkit';

import { onShutdownSignals } from './shutdown-signals.ts';

test('the first signal drains, the second one stops at once', () => {
  const { clock, done, send } = listening();
  send('SIGTERM');
  assert.deepEqual(done, ['drain SIGTERM']);
  clock.advance(5_000);
  send('SIGTERM');
  assert.deepEqual(done, ['drain SIGTERM', 'stop']);
});

test('one Ctrl-C that is delivered twice counts once', () => {
  const { clock, done, send } = listening();
  send('SIGINT');
  clock.advance(99);
  send('SIGINT');
  assert.deepEqual(done, ['drain SIGINT']);
  clock.advance(1);
  send('SIGINT');
  assert.deepEqual(done, ['drain SIGINT', 'stop']);
});

test('a different signal always counts as a second one', () => {
  const { done, send } = listening();
  send('SIGTERM');
  send('SIGINT');
  assert.deepEqual(done, ['drain SIGTERM', 'stop']);
});

function listening() {
  const clock = new FakeClock();
  const source = new EventEmitter();
  const done: string[] = [];
  onShutdownSignals(source, clock, {
    drain: (signal) => void done.push(`drain ${signal}`),
    stop: () => void done.push('stop'),
  });
  return { clock, done, send: (signal: 'SIGINT' | 'SIGTERM') => source.emit(signal, signal) };
}
