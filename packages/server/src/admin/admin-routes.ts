import { headerValue } from '@laneway/contracts';

import type { GatewayPort } from '../gateway-port.ts';
import { errorAnswer } from '../listener/error-body.ts';
import { listenerFault } from '../listener/fault.ts';
import { probeQuestions, Probes } from '../listener/probes.ts';
import { jsonAnswer, textAnswer } from '../listener/whole-answer.ts';
import type { WholeAnswer } from '../listener/whole-answer.ts';
import type { AdminRoute } from './admin-route.ts';

/** Writes all metrics in Prometheus' text format. */
export type MetricsText = () => string | Promise<string>;

/** Sources of `GET /metrics`. */
export interface MetricsForms {
  readonly text: MetricsText | undefined;
  /** For clients that accept JSON. Absent: they get the text. */
  readonly report?: (() => unknown) | undefined;
}

const prometheusText = 'text/plain; version=0.0.4; charset=utf-8';

/** The built-in routes of the admin listener. */
export function adminRoutes(gateway: GatewayPort, metrics: MetricsForms): readonly AdminRoute[] {
  return [
    ...probeRoutes(gateway),
    {
      method: 'GET',
      path: '/state',
      role: 'read',
      summary: 'The gateway at this moment: counts, lanes, endpoints and facades.',
      handle: () => jsonAnswer(gateway.state()),
    },
    {
      method: 'GET',
      path: '/lanes',
      role: 'read',
      summary: 'The lanes at this moment: depth, oldest wait, drain rate.',
      handle: () => jsonAnswer(gateway.lanes()),
    },
    {
      method: 'GET',
      path: '/endpoints',
      role: 'read',
      summary: 'The endpoints at this moment: slots, throttling, breaker, latency.',
      handle: () => jsonAnswer(gateway.endpoints()),
    },
    {
      method: 'GET',
      path: '/explain/{id}',
      role: 'read',
      summary: 'Why a recent exchange was queued, where it went and why not elsewhere.',
      handle: (call) => found(gateway.explain(call.param('id')), 'No recent exchange has this id.'),
    },
    metricsRoute(metrics),
  ];
}

function metricsRoute({ text, report }: MetricsForms): AdminRoute {
  return {
    method: 'GET',
    path: '/metrics',
    role: 'read',
    summary: "All metrics in Prometheus' text format; the report of each interval for those who accept JSON.",
    handle: async ({ request }) => {
      if (text === undefined) return notFound('Metrics are switched off.');
      const wantsJson = headerValue(request.headers, 'accept')?.includes('application/json') === true;
      return wantsJson && report !== undefined
        ? jsonAnswer(report())
        : textAnswer(await text(), prometheusText);
    },
  };
}

function probeRoutes(gateway: GatewayPort): readonly AdminRoute[] {
  const probes = new Probes(() => gateway.health());
  return Array.from(probeQuestions, ([path, question]) => ({
    method: 'GET',
    path,
    role: 'public',
    summary: `Whether the gateway is ${question}.`,
    handle: () => probes.report(question, false),
  }));
}

function found(value: unknown, message: string): WholeAnswer {
  return value === undefined ? notFound(message) : jsonAnswer(value);
}

function notFound(message: string): WholeAnswer {
  return errorAnswer(listenerFault('not_found', message));
}
