import { withHeaders } from '../answers/answer.ts';
import type { Answer } from '../answers/answer.ts';
import type { Flavour } from '../answers/model-call.ts';
import { textMember } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';
import { perform } from '../apis/operations.ts';
import type { LedgerEntry } from '../ledger/ledger-entry.ts';
import type { SimulatedExchange } from './simulated-exchange.ts';
import { admit } from './admission.ts';
import { newCall } from './new-call.ts';
import { isGeneration, routeOf } from '../route.ts';
import type { Route } from '../route.ts';

/** The answer to an admitted request, with the headers of the service. Records the usage in the ledger. */
export function modelAnswer(exchange: SimulatedExchange, route: Route): Answer {
  const { entry, clock, behaviour, capacity, idSuffix } = exchange;
  let lines = 0;
  const call = newCall(exchange, route, (target, json) =>
    lineAnswer(exchange, { target, json, line: (lines += 1) }),
  );
  const answer = perform(call);
  if (!isGeneration(route.operation) || answer.status >= 400) return withHeaders(answer, behaviour.headers);
  entry.usage = call.usage;
  return withHeaders(answer, {
    ...tracingHeaders(entry, call.flavour, idSuffix),
    ...capacity.headers(clock.nowMs()),
    ...behaviour.headers,
  });
}

interface BatchLine {
  readonly target: string;
  readonly json: JsonObject;
  readonly line: number;
}

/** The answer to one line of a batch. The line has an entry of its own, which is not in the ledger. */
function lineAnswer(exchange: SimulatedExchange, { target, json, line }: BatchLine): Answer {
  const entry = {
    ...exchange.entry,
    method: 'POST',
    route: routeOf(target),
    json,
    model: textMember(json, 'model'),
  };
  const admission = admit(entry, exchange.behaviour);
  if ('refusal' in admission) return admission.refusal;
  return modelAnswer({ ...exchange, entry, idSuffix: `${exchange.idSuffix}-${line}` }, admission.route);
}

/** The tracing headers that a service puts on its answers. */
function tracingHeaders(entry: LedgerEntry, flavour: Flavour, id: string): Record<string, string> {
  if (flavour === 'openai') return { 'x-request-id': `req_${id}`, 'openai-processing-ms': '1' };
  const clientId = entry.headers['x-ms-client-request-id'];
  return {
    'apim-request-id': id,
    'x-request-id': id,
    'x-ms-region': 'Simulated',
    'x-ms-client-request-id': typeof clientId === 'string' ? clientId : 'Not-Set',
  };
}
