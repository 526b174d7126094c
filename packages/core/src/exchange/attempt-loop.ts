import type {
  AttemptOutcome,
  Credential,
  HeaderPairs,
  ResponseHead,
  ResponseProcessor,
  Usage,
} from '@laneway/contracts';
import { LanewayError } from '@laneway/contracts';

import type { AttemptOwner } from '../attempt/attempt-run.ts';
import { AttemptRun, noFirstByte } from '../attempt/attempt-run.ts';
import type { AttemptRecord } from './decision.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { Exchange } from './exchange.ts';
import { attemptEnded, failedOver } from './exchange-events.ts';
import { Failures } from '../attempt/failures.ts';
import type { NextStep } from '../attempt/failover.ts';
import { nextStep } from '../attempt/failover.ts';
import { guessPrompt } from '../dialect/token-estimate.ts';
import { outgoing } from '../attempt/outgoing.ts';
import { ShownCredential } from '../attempt/shown-credential.ts';
import { attemptTrace } from '../attempt/trace-ids.ts';
import { withoutHeader } from '../attempt/headers.ts';

const success: AttemptOutcome = { kind: 'success' };
const cancelled: AttemptOutcome = { kind: 'cancelled' };
const noCredential: AttemptOutcome = {
  kind: 'failed',
  reason: 'credential',
  status: undefined,
  retryable: true,
  message: 'no credential for the endpoint',
};

/** From a slot to an answer: tries, and tries again where that can help. */
export class AttemptLoop implements AttemptOwner {
  /** The last attempt. */
  run: AttemptRun | undefined;
  readonly failures = new Failures();
  readonly #exchange: Exchange;
  /** The running attempt's entry in the decision record; `undefined` between attempts. */
  #record: AttemptRecord | undefined;
  readonly #credential = new ShownCredential();
  /** Whether the caller wants the first byte sooner than the endpoint has to send it. */
  #hurried = false;
  /** What the answer was found to mean, when the client gets it although it is not a good one. */
  #verdict: AttemptOutcome | undefined;

  constructor(exchange: Exchange) {
    this.#exchange = exchange;
  }

  get usage(): Usage | undefined {
    return this.run?.usage;
  }

  /** Set if the usage of a good answer is yet to be told: resolves when it has been, or won't be. */
  get untold(): Promise<void> | undefined {
    return this.#served()?.untold;
  }

  /** Tokens that the answer cost of quotas: as reported, else by what was seen of it. */
  tokens(): number {
    const run = this.#served();
    if (run === undefined) return 0;
    const { usage } = run;
    if (usage !== undefined) return usage.apart === true ? 0 : usage.promptTokens + usage.completionTokens;
    return guessPrompt(this.#exchange.request) + run.completionGuess;
  }

  cancel(): void {
    this.run?.abort();
    this.#close(cancelled);
  }

  /** Uses the slot. */
  begin(lease: Lease): void {
    const { decision, engine } = this.#exchange;
    const from = decision.attempts.at(-1);
    const to = lease.endpoint.name;
    if (engine.hasSinks && from !== undefined && from.endpoint !== to) {
      engine.record(failedOver(this.#exchange, from, to));
    }
    this.#begin(lease);
  }

  onCommit(run: AttemptRun, head: ResponseHead): void {
    const exchange = this.#exchange;
    const { endpoint } = run.lease;
    const hasMoreRoom = this.#verdict === undefined && endpoint.sawFirstByte(run.firstByteMs ?? 0);
    exchange.sendHead(this.#isFinal() ? notToBeRetried(head) : head, endpoint.name);
    if (hasMoreRoom) exchange.engine.dispatcher.catchUp();
  }

  onChunk(chunk: Uint8Array): boolean {
    return this.#exchange.sendData(chunk);
  }

  onEnd(run: AttemptRun, trailers: HeaderPairs): void {
    this.#exchange.sendEnd(trailers);
    const outcome = run.lateError ?? this.#verdict ?? success;
    this.#close(outcome);
    this.#exchange.end(
      outcome.kind === 'success' || outcome.kind === 'declined' ? 'served' : 'failed',
      undefined,
    );
  }

  onBreak(_run: AttemptRun, outcome: AttemptOutcome): void {
    this.#exchange.sendBreak();
    this.#close(outcome);
    this.#exchange.end('failed', 'bad_gateway');
  }

  onFailure(run: AttemptRun, outcome: AttemptOutcome): boolean {
    this.#warnOfMisconfiguration(outcome, run.lease.endpoint);
    const step = this.#mayAskAgain(run.lease.endpoint, outcome)
      ? 'again'
      : this.#nextStep(run.lease.endpoint, outcome);
    switch (step) {
      case 'answer':
        this.#verdict = outcome;
        return true;
      case 'again':
      case 'elsewhere':
      case 'wait':
        this.#tryOn(run.lease, outcome, step);
        return false;
      case 'give-up':
        return this.#giveUp(run, outcome);
      default:
        return step satisfies never;
    }
  }

  processors(run: AttemptRun): readonly ResponseProcessor[] {
    const { engine, request } = this.#exchange;
    const observer = engine.affinity.observer(request);
    const { processors } = run.lease.endpoint.plugins;
    return observer === undefined ? processors : [...processors, observer];
  }

  onBlame(endpoint: string, place: number, error: unknown): void {
    const { generation, engine } = this.#exchange;
    const config = generation.config.endpoints.find(({ name }) => name === endpoint);
    engine.blame(config?.processors[place]?.use ?? endpoint, error);
  }

  /** The attempt whose good answer the client got, or a part of it. */
  #served(): AttemptRun | undefined {
    return this.run?.delivered === true && this.#verdict === undefined ? this.run : undefined;
  }

  #begin(lease: Lease): void {
    const { engine, decision, facade, request, trace } = this.#exchange;
    const { endpoint } = lease;
    const run = new AttemptRun(this, lease, request, engine);
    this.run = run;
    this.#record = {
      endpoint: endpoint.name,
      startedAtMs: run.startedAtMs,
      endedAtMs: undefined,
      firstByteMs: undefined,
      outcome: undefined,
      trace: trace && attemptTrace(trace, engine.random),
    };
    decision.attempts.push(this.#record);
    this.#exchange.guard('balancer', () => facade?.balancer.onAttemptStart?.(endpoint));
    const timeoutMs = this.#timeoutMs();
    this.#hurried = facade !== undefined && timeoutMs < facade.failover.timeoutMs;
    run.limit(timeoutMs);
    const credential = this.#credential.get(endpoint);
    if (!(credential instanceof Promise)) return this.#send(run, credential);
    credential.then(
      (ready) => this.#isCurrent(run) && this.#send(run, ready),
      () => this.#isCurrent(run) && this.onFailure(run, noCredential),
    );
  }

  #isCurrent(run: AttemptRun): boolean {
    return this.run === run && !this.#exchange.ended;
  }

  #send(run: AttemptRun, credential: Credential | undefined): void {
    const { request, facade, profile } = this.#exchange;
    const { endpoint } = run.lease;
    this.#credential.show(credential);
    const deployment =
      facade?.renames === true ? facade.deploymentAt(endpoint.name, request.model) : undefined;
    const attempt = outgoing(request, endpoint, {
      stripPrefix: facade?.stripPrefix,
      deployment,
      credential,
      injected: profile?.headers ?? [],
      trace: this.#record?.trace,
    });
    run.start(attempt);
  }

  #timeoutMs(): number {
    const { timeoutMs, facade, decision, engine } = this.#exchange;
    const leftMs = (decision.deadlineAtMs ?? Infinity) - engine.now();
    return Math.max(0, Math.min(timeoutMs ?? facade?.failover.timeoutMs ?? Infinity, leftMs));
  }

  #nextStep(endpoint: Endpoint, outcome: AttemptOutcome): NextStep {
    const { facade, request, engine } = this.#exchange;
    if (facade === undefined) return 'give-up';
    const failures = this.failures;
    failures.note(endpoint.name, outcome);
    const tries = {
      failed: failures.endpoints.length,
      failedHere: failures.at(endpoint.name),
      replayable: request.replayable,
    };
    const step = nextStep(outcome, tries, facade.failover);
    if (step === 'answer' || step === 'give-up') return step;
    if (this.#isLate()) return 'give-up';
    if (step === 'wait') return step;
    return facade.retryBudget.spend(engine.now()) ? step : 'give-up';
  }

  #tryOn(lease: Lease, outcome: AttemptOutcome, step: 'again' | 'elsewhere' | 'wait'): void {
    if (this.run !== undefined) this.#noteEnd(this.run, outcome);
    lease.endpoint.learn(this.#lesson(outcome), lease);
    // The same endpoint once more keeps the slot, unless by now it is to be left alone.
    if (step === 'again' && lease.endpoint.repeat()) this.#begin(lease);
    else this.#goBack(lease);
  }

  #goBack(lease: Lease): void {
    const { engine, place, ticket } = this.#exchange;
    if (ticket === undefined) return;
    this.run = undefined;
    const placement = place.placement(ticket);
    if (placement instanceof LanewayError) {
      engine.dispatcher.release(ticket, lease, 0);
      return this.#exchange.refuse(placement, 'failed');
    }
    place.startWaiting();
    engine.dispatcher.requeue(ticket, lease, placement);
  }

  /** Returns whether the client gets the backend's own answer. */
  #giveUp(run: AttemptRun, outcome: AttemptOutcome): boolean {
    const hasAnswer = run.head !== undefined && run.head.status >= 400;
    if (hasAnswer && !this.#isLate() && this.failures.agree()) {
      this.#verdict = outcome;
      return true;
    }
    this.#close(outcome);
    this.#exchange.refuse(this.#failure(outcome), 'failed');
    return false;
  }

  #isFinal(): boolean {
    return this.#verdict?.kind === 'throttled' && this.#verdict.final;
  }

  #isLate(): boolean {
    const { decision, engine } = this.#exchange;
    return engine.now() >= (decision.deadlineAtMs ?? Infinity);
  }

  #failure(outcome: AttemptOutcome): LanewayError {
    if (outcome.kind !== 'throttled' && this.#isLate()) {
      return new LanewayError('deadline_exceeded', 'no backend answered before the deadline of the request');
    }
    return this.failures.error(outcome, this.#exchange.decision.attempts.length);
  }

  #mayAskAgain(endpoint: Endpoint, outcome: AttemptOutcome): boolean {
    return this.#exchange.request.replayable && !this.#isLate() && this.#credential.renew(endpoint, outcome);
  }

  // A caller in a hurry says nothing of the endpoint: else anybody could have any breaker opened.
  #lesson(outcome: AttemptOutcome): AttemptOutcome {
    return outcome === noFirstByte && this.#hurried ? cancelled : outcome;
  }

  #warnOfMisconfiguration(outcome: AttemptOutcome, endpoint: Endpoint): void {
    if (outcome.kind !== 'declined' || !outcome.misconfigured) return;
    const advice = `the backend answered ${outcome.status}: check its address, deployment and credential`;
    this.#exchange.engine.warn('endpoint', endpoint.name, advice);
  }

  /** The attempt is over and the request won't go back to the lane. */
  #close(outcome: AttemptOutcome): void {
    const { engine, ticket } = this.#exchange;
    const { run } = this;
    if (run === undefined || ticket === undefined || this.#record === undefined) return;
    this.#noteEnd(run, outcome);
    run.lease.endpoint.learn(this.#lesson(outcome), run.lease);
    engine.dispatcher.release(ticket, run.lease, this.untold === undefined ? this.tokens() : undefined);
  }

  #noteEnd(run: AttemptRun, outcome: AttemptOutcome): void {
    const record = this.#record;
    if (record === undefined) return;
    const { engine, facade } = this.#exchange;
    this.#record = undefined;
    record.endedAtMs = engine.now();
    record.firstByteMs = run.firstByteMs;
    record.outcome = outcome;
    const durationMs = record.endedAtMs - record.startedAtMs;
    const report = { outcome: this.#lesson(outcome), firstByteMs: run.firstByteMs, durationMs };
    this.#exchange.guard('balancer', () => facade?.balancer.onAttemptEnd?.(run.lease.endpoint, report));
    if (engine.hasSinks) engine.record(attemptEnded(this.#exchange, record, outcome));
  }
}

// In place of what the backend has said of it: clients join lines of one name, and would understand neither.
function notToBeRetried(head: ResponseHead): ResponseHead {
  return { ...head, headers: [...withoutHeader(head.headers, 'x-should-retry'), 'x-should-retry', 'false'] };
}
