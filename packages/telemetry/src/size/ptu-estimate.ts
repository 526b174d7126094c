import { ptuModels, unknownModel, unknownModelLike } from './ptu-models.ts';
import type { PtuModel } from '../telemetry-settings.ts';

/** Load of one model. */
export interface ModelDemand {
  readonly model: string;
  /** Model name that the backend reported, which is more precise than a deployment's name. */
  readonly servedAs: string | undefined;
  /** Each step of time with traffic. */
  readonly steps: Iterable<StepTokens>;
  /** Length of a step. Milliseconds, at most a minute. */
  readonly stepMs: number;
  /** Observed time, idle time included. Milliseconds. */
  readonly coveredMs: number;
}

/** Tokens of one step of time. */
export interface StepTokens {
  /** Cached ones included. */
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

/** Provisioned throughput units (PTUs) that the traffic would need. A starting point for a measured test, not a promise. */
export interface PtuEstimate {
  /** PTUs to deploy for all models, each at its busiest minute. */
  readonly ptus: number;
  readonly models: readonly ModelSize[];
  /** Assumptions of the estimate, one sentence each. */
  readonly assumptions: readonly string[];
}

/** Estimate for one model. */
export interface ModelSize {
  readonly model: string;
  /** Model whose figures were used. */
  readonly sizedAs: string;
  readonly inputTpmPerPtu: number;
  readonly outputWeight: number;
  /** Tokens per minute as PTUs count them: mean, and of the busiest minute. */
  readonly meanTpm: number;
  readonly peakTpm: number;
  /** PTUs for these tokens, before rounding to a size that can be deployed. */
  readonly meanPtus: number;
  readonly peakPtus: number;
  /** Smallest deployment that carries the busiest minute. 0 without traffic. */
  readonly ptus: number;
}

const minuteMs = 60_000;
const smallestDeployment = 15;
const deploymentStep = 5;

/** Sizes a provisioned deployment for the load of each model. `models` are added to the public figures and override them. */
export function ptuEstimate(
  demands: readonly ModelDemand[],
  models: Readonly<Record<string, PtuModel>> = {},
): PtuEstimate {
  const figures = { ...ptuModels, ...models };
  const sizes = demands.map((demand) => modelSize(demand, figures));
  return { ptus: sizes.reduce((sum, { ptus }) => sum + ptus, 0), models: sizes, assumptions };
}

const assumptions: readonly string[] = [
  'Each model has a deployment of its own, sized for its busiest minute; with spill to pay-as-you-go, less will do.',
  'A completion token weighs outputWeight prompt tokens; cached prompt tokens weigh nothing.',
  'Tokens count in the minute in which their answer ended.',
  'Throughput per PTU and smallest deployments are those that Microsoft publishes for global and data-zone deployments, unless size.models says otherwise.',
  `A model that is not in that list is sized as ${unknownModelLike}.`,
  'Throttled, rejected and failed requests used no tokens and are not counted: under heavy throttling the need is greater.',
];

function modelSize(demand: ModelDemand, figures: Readonly<Record<string, PtuModel>>): ModelSize {
  const sizedAs = knownName(demand, Object.keys(figures)) ?? unknownModelLike;
  const { inputTpmPerPtu, outputWeight, minimum, increment } = figures[sizedAs] ?? unknownModel;
  const { peakTpm, meanTpm } = weightedTpm(demand, outputWeight);
  const peakPtus = peakTpm / inputTpmPerPtu;
  return {
    model: demand.model,
    sizedAs,
    inputTpmPerPtu,
    outputWeight,
    meanTpm,
    peakTpm,
    meanPtus: meanTpm / inputTpmPerPtu,
    peakPtus,
    ptus: deployable(peakPtus, minimum ?? smallestDeployment, increment ?? deploymentStep),
  };
}

/** The entry with that name, otherwise the longest entry that the name begins with: `gpt-4o-2024-11-20` is a `gpt-4o`. */
function knownName({ model, servedAs }: ModelDemand, known: readonly string[]): string | undefined {
  for (const name of [servedAs, model]) {
    const fitting = known.filter((entry) => name === entry || name?.startsWith(`${entry}-`));
    if (fitting.length > 0)
      return fitting.reduce((best, entry) => (entry.length > best.length ? entry : best));
  }
  return undefined;
}

function weightedTpm(
  { steps, stepMs, coveredMs }: ModelDemand,
  outputWeight: number,
): { peakTpm: number; meanTpm: number } {
  let peak = 0;
  let sum = 0;
  for (const { prompt, cached, completion } of steps) {
    const weighted = prompt - cached + outputWeight * completion;
    peak = Math.max(peak, weighted);
    sum += weighted;
  }
  return { peakTpm: (peak * minuteMs) / stepMs, meanTpm: coveredMs > 0 ? (sum * minuteMs) / coveredMs : 0 };
}

function deployable(ptus: number, minimum: number, increment: number): number {
  return ptus <= 0 ? 0 : Math.max(minimum, Math.ceil(ptus / increment) * increment);
}
