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
import { AttemptReport } from './attempt-report.ts';
import type { AttemptRecord } from './decision.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Lease } from '../endpoints/lease.ts';
import type { AttemptAccount, Exchange } from './exchange.ts';
import { Failures } from '../attempt/failures.ts';
import type { NextStep } from '../attempt/failover.ts';
import { nextStep } from '../attempt/failover.ts';
import { outgoing } from '../attempt/outgoing.ts';
import { AttemptCredential } from '../attempt/attempt-credential.ts';
import type { QueuedRequest } from './queued-request.ts';
import { withoutHeader } from '../attempt/headers.ts';

const success: AttemptOutcome = { kind: 'success' };
const cancelled: AttemptOutcome = { kind: 'cancelled' };
const noCredential: AttemptOutcome = {
  kind: 'failed',
  reason: 'credential',
  status: undefined,
  retryable: true,
  message: 'The credential for the endpoint could not be fetched.',
};

/** From a slot to an answer: makes attempts until one is answered, or the request goes back to its lane or is given up. */
export class AttemptLoop implements AttemptOwner, AttemptAccount {
  run: AttemptRun | undefined;
  readonly #exchange: Exchange;
  readonly #queue: QueuedRequest;
  readonly #report: AttemptReport;
  readonly #failures = new Failures();
  readonly #credential = new AttemptCredential();
  /** Whether the caller wants the first byte sooner than the facade gives endpoints to send it. */
  #hurried = false;
  /** The outcome of an answer that the client gets although it is an error. */
  #passedOn: AttemptOutcome | undefined;

  constructor(exchange: Exchange, queue: QueuedRequest) {
    this.#exchange = exchange;
    this.#queue = queue;
    this.#report = new AttemptReport(exchange);
  }

  get count(): number {
    return this.#report.count;
  }

  get records(): readonly AttemptRecord[] {
    return this.#report.records;
  }

  get failedEndpoints(): readonly string[] {
    return this.#failures.endpoints;
  }

  get usage(): Usage | undefined {
    return this.run?.usage;
  }

  get pendingUsage(): Promise<void> | undefined {
    return this.#served()?.pendingUsage;
  }

  tokens(): number {
    const run = this.#served();
    if (run === undefined) return 0;
    const { usage } = run;
    if (usage !== undefined)
      return usage.separateQuota === true ? 0 : usage.promptTokens + usage.completionTokens;
    return (this.#exchange.request.promptTokens ?? 0) + run.completionTokens;
  }

  begin(lease: Lease): void {
    const { engine, facade, request } = this.#exchange;
    const { endpoint } = lease;
    const run = new AttemptRun(this, lease, request, engine);
    this.run = run;
    this.#report.begin(run);
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

  cancel(): void {
    this.run?.abort();
    this.#close(cancelled);
  }

  onCommit(run: AttemptRun, head: ResponseHead): void {
    const exchange = this.#exchange;
    const { endpoint } = run.lease;
    const hasMoreRoom =
      this.#passedOn === undefined && endpoint.sawFirstByte(run.lease, run.firstByteMs ?? 0);
    exchange.sendHead(this.#isFinal() ? notToBeRetried(head) : head, endpoint.name);
    if (hasMoreRoom) exchange.engine.dispatcher.runDue();
  }

  onChunk(chunk: Uint8Array): boolean {
    return this.#exchange.sendData(chunk);
  }

  onEnd(run: AttemptRun, trailers: HeaderPairs): void {
    this.#exchange.sendEnd(trailers);
    const outcome = run.lateError ?? this.#passedOn ?? success;
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
        this.#passedOn = outcome;
        return true;
      case 'again':
      case 'elsewhere':
      case 'wait':
        this.#tryOn(run, outcome, step);
        return false;
      case 'give-up':
        return this.#giveUp(run, outcome);
      default:
        return step satisfies never;
    }
  }

  processors(run: AttemptRun): readonly ResponseProcessor[] {
    const { engine, request } = this.#exchange;
    const { answerIds } = request;
    const { processors } = run.lease.endpoint.plugins;
    return answerIds === undefined ? processors : [...processors, engine.affinity.observer(answerIds)];
  }

  onBlame(endpoint: string, index: number, error: unknown): void {
    const { generation, engine } = this.#exchange;
    const config = generation.config.endpoints.find(({ name }) => name === endpoint);
    engine.blame(config?.processors[index]?.use ?? endpoint, error);
  }

  /** The attempt whose good answer the client got, or a part of it. */
  #served(): AttemptRun | undefined {
    return this.run?.delivered === true && this.#passedOn === undefined ? this.run : undefined;
  }

  #isCurrent(run: AttemptRun): boolean {
    return this.run === run && !this.#exchange.ended;
  }

  #send(run: AttemptRun, credential: Credential | undefined): void {
    const { request, facade, profile } = this.#exchange;
    const { endpoint } = run.lease;
    this.#credential.used(credential);
    const deployment =
      facade?.renames === true ? facade.deploymentAt(endpoint.name, request.model) : undefined;
    const attempt = outgoing(request, endpoint, {
      stripPrefix: facade?.stripPrefix,
      deployment,
      credential,
      injected: profile?.headers ?? [],
      trace: run.trace,
    });
    if (attempt !== undefined) return run.start(attempt);
    run.abort();
    this.#close(cancelled);
    this.#exchange.refuse(notRenamed(), 'failed');
  }

  #timeoutMs(): number {
    const { timeoutMs, facade, ticket, engine } = this.#exchange;
    const leftMs = (ticket?.deadlineAtMs ?? Infinity) - engine.now();
    return Math.max(0, Math.min(timeoutMs ?? facade?.failover.timeoutMs ?? Infinity, leftMs));
  }

  #nextStep(endpoint: Endpoint, outcome: AttemptOutcome): NextStep {
    const { facade, request, engine } = this.#exchange;
    if (facade === undefined) return 'give-up';
    const failures = this.#failures;
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

  #tryOn(run: AttemptRun, outcome: AttemptOutcome, step: 'again' | 'elsewhere' | 'wait'): void {
    const { lease } = run;
    this.#learn(run, outcome);
    // A retry at the same endpoint keeps the slot, unless the endpoint takes no requests by now.
    if (step === 'again' && lease.endpoint.tryAgain()) return this.begin(lease);
    this.run = undefined;
    const error = this.#queue.requeue(lease);
    if (error !== undefined) this.#exchange.refuse(error, 'failed');
  }

  /** Returns whether the client gets the backend's own answer. */
  #giveUp(run: AttemptRun, outcome: AttemptOutcome): boolean {
    const hasAnswer = run.head !== undefined && run.head.status >= 400;
    if (hasAnswer && !this.#isLate() && this.#failures.agree()) {
      this.#passedOn = outcome;
      return true;
    }
    this.#close(outcome);
    this.#exchange.refuse(this.#failure(outcome), 'failed');
    return false;
  }

  #isFinal(): boolean {
    return this.#passedOn?.kind === 'throttled' && this.#passedOn.final;
  }

  #isLate(): boolean {
    const { engine, ticket } = this.#exchange;
    return engine.now() >= (ticket?.deadlineAtMs ?? Infinity);
  }

  #failure(outcome: AttemptOutcome): LanewayError {
    if (outcome.kind !== 'throttled' && this.#isLate()) {
      return new LanewayError('deadline_exceeded', 'No backend answered before the deadline of the request.');
    }
    return this.#failures.error(outcome, this.count);
  }

  #mayAskAgain(endpoint: Endpoint, outcome: AttemptOutcome): boolean {
    return this.#exchange.request.replayable && !this.#isLate() && this.#credential.renew(endpoint, outcome);
  }

  #warnOfMisconfiguration(outcome: AttemptOutcome, endpoint: Endpoint): void {
    if (outcome.kind !== 'declined' || !outcome.misconfigured) return;
    const advice = `The backend answered ${outcome.status}: check its address, deployment and credential.`;
    this.#exchange.engine.warn('endpoint', endpoint.name, advice);
  }

  /** The attempt is over and the request does not go back to the lane. */
  #close(outcome: AttemptOutcome): void {
    const { engine, ticket } = this.#exchange;
    const { run } = this;
    if (run === undefined || ticket === undefined || !this.#report.running) return;
    this.#learn(run, outcome);
    engine.dispatcher.release(ticket, run.lease, this.pendingUsage === undefined ? this.tokens() : undefined);
  }

  // A timeout that the caller made short says nothing of the endpoint; else any caller could open any breaker.
  #learn(run: AttemptRun, outcome: AttemptOutcome): void {
    const learned = outcome === noFirstByte && this.#hurried ? cancelled : outcome;
    this.#report.end(run, outcome, learned);
    run.lease.endpoint.learn(learned, run.lease);
  }
}

function notRenamed(): LanewayError {
  return new LanewayError(
    'internal_error',
    'The model of the request could not be renamed for its endpoint.',
  );
}

// Replaces the backend's own line: clients join lines of one name, and would understand neither.
function notToBeRetried(head: ResponseHead): ResponseHead {
  return { ...head, headers: [...withoutHeader(head.headers, 'x-should-retry'), 'x-should-retry', 'false'] };
}
