import type { EnvironmentDocument } from '../environment/environment-document.ts';
import type { EnvironmentVariables } from '../environment/environment-variables.ts';

// Source: the defaults of SimpleL7Proxy.
const defaults = { keys: ['12345', '234'], values: ['1', '3'], priority: 2, workers: 10 };

/** Adds one lane per priority, the smallest number first, and the priority keys. */
export function putPriorities(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const fallback = variables.whole('DefaultPriority') ?? defaults.priority;
  const keys = variables.list('PriorityKeys') ?? defaults.keys;
  const values = readValues(keys, variables);
  const priorities = [...new Set([...values, fallback])].sort((a, b) => a - b);
  const weights = readWeights(priorities, variables);
  const lanes = priorities.map((priority) => {
    const weight = weights?.get(priority);
    return { name: laneName(priority), ...(weight !== undefined && { weight }) };
  });
  document.put(['lanes'], lanes, variables.spelling('PriorityValues'));
  if (weights !== undefined) {
    document.put(['queue', 'policy'], { use: 'weighted-fair' }, variables.spelling('PriorityWorkers'));
  }
  document.put(
    ['priority', 'header'],
    variables.text('PriorityKeyHeader'),
    variables.spelling('PriorityKeyHeader'),
  );
  const byKey = Object.fromEntries(keys.map((key, index) => [key, laneName(values[index] ?? fallback)]));
  document.put(['priority', 'keys'], byKey, variables.spelling('PriorityKeys'));
  document.put(['priority', 'default'], laneName(fallback), variables.spelling('DefaultPriority'));
}

function laneName(priority: number): string {
  return `p${priority}`;
}

function readValues(keys: readonly string[], variables: EnvironmentVariables): number[] {
  const values = variables.list('PriorityValues') ?? defaults.values;
  if (values.length !== keys.length) {
    variables.refuse(
      'PriorityValues',
      `The number of values is ${values.length}, but PriorityKeys has ${keys.length} keys.`,
    );
    return [];
  }
  const wrong = values.find((value) => !/^-?\d+$/.test(value));
  if (wrong === undefined) return values.map(Number);
  variables.refuse('PriorityValues', 'Expected a list of whole numbers.', { value: JSON.stringify(wrong) });
  return [];
}

/** Weight of each priority, if some have their own workers: that number, and for the others the workers that remain. */
function readWeights(
  priorities: readonly number[],
  variables: EnvironmentVariables,
): Map<number, number> | undefined {
  const pairs = variables.list('PriorityWorkers');
  if (pairs === undefined) return undefined;
  const own = new Map<number, number>();
  for (const pair of pairs) {
    const [, priority, count] = /^(-?\d+)\s*:\s*(\d+)$/.exec(pair) ?? [];
    if (priority === undefined || !priorities.includes(Number(priority))) {
      variables.warn('PriorityWorkers', 'Left out: expected priority:count of a known priority.', {
        value: JSON.stringify(pair),
      });
    } else if (Number(count) > 0) {
      own.set(Number(priority), Number(count));
    }
  }
  if (own.size === 0) return undefined;
  variables.warn(
    'PriorityWorkers',
    'Workers become shares of the slots. Other lanes use a share while its own lane has no waiting request.',
  );
  const taken = [...own.values()].reduce((sum, count) => sum + count, 0);
  const left = Math.max(1, (variables.whole('Workers') ?? defaults.workers) - taken);
  return new Map(priorities.map((priority) => [priority, own.get(priority) ?? left]));
}
