import type { Expected } from './fault-row.ts';

export const servedByB: Expected = { status: 200, from: 'b', attempts: [1, 1] };
export const servedByA: Expected = { status: 200, from: 'a', attempts: [1, 0] };
export const brokenOff: Expected = {
  status: 200,
  from: 'a',
  attempts: [1, 0],
  broken: true,
  outcome: 'failed',
};
export const passedOn: Expected = { status: 200, from: 'a', attempts: [1, 0], outcome: 'failed' };
export const badGateway: Expected = { status: 502, from: 'bad_gateway', attempts: [2, 1], outcome: 'failed' };
