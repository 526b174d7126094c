/** The operations of the server. */
export type Operation =
  | 'probe'
  | 'chat'
  | 'completion'
  | 'embedding'
  | 'image'
  | 'transcription'
  | 'speech'
  | 'response'
  | 'response-by-id'
  | 'response-cancel'
  | 'response-input'
  | 'files'
  | 'file-by-id'
  | 'file-content'
  | 'batches'
  | 'batch-by-id'
  | 'batch-cancel'
  | 'models'
  | 'model-by-id'
  | 'message'
  | 'gemini'
  | 'gemini-stream';

/** The API that a path belongs to. */
export type PathFamily = 'classic' | 'v1' | 'openai' | 'anthropic' | 'gemini' | 'probe';

/** The operation that a path names, and the names in the path. */
export interface Route {
  readonly operation: Operation;
  readonly family: PathFamily;
  /** Deployment or model in the path. Other paths have it in the body. */
  readonly deployment?: string;
  /** Id of a stored object: response, file, batch or model. */
  readonly id?: string;
  readonly query: URLSearchParams;
}

const probePaths = new Set(['/status-0123456789abcdef', '/health', '/echo/resource']);

const deploymentPath = /^\/openai\/deployments\/(?<name>[^/]+)\/(?<resource>.+)$/;
const v1Path = /^(?<azure>\/openai)?\/v1\/(?<resource>.+)$/;
const classicPath = /^\/openai\/(?<resource>.+)$/;
const geminiPath = /^\/v1(?:beta)?\/models\/(?<name>[^/:]+):(?<verb>generateContent|streamGenerateContent)$/;

const resources: readonly (readonly [RegExp, Operation])[] = [
  [/^chat\/completions$/, 'chat'],
  [/^completions$/, 'completion'],
  [/^embeddings$/, 'embedding'],
  [/^images\/(?:generations?|edits)$/, 'image'],
  [/^audio\/(?:transcriptions|translations)$/, 'transcription'],
  [/^audio\/speech$/, 'speech'],
  [/^responses$/, 'response'],
  [/^responses\/(?<id>[^/]+)$/, 'response-by-id'],
  [/^responses\/(?<id>[^/]+)\/cancel$/, 'response-cancel'],
  [/^responses\/(?<id>[^/]+)\/input_items$/, 'response-input'],
  [/^files$/, 'files'],
  [/^files\/(?<id>[^/]+)$/, 'file-by-id'],
  [/^files\/(?<id>[^/]+)\/content$/, 'file-content'],
  [/^batches$/, 'batches'],
  [/^batches\/(?<id>[^/]+)$/, 'batch-by-id'],
  [/^batches\/(?<id>[^/]+)\/cancel$/, 'batch-cancel'],
  [/^models$/, 'models'],
  [/^models\/(?<id>[^/]+)$/, 'model-by-id'],
];

/** The route of a request target (path and query, as sent). `undefined` if no API has such a path. */
export function routeOf(target: string): Route | undefined {
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  const query = new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1));
  const found = probeRoute(path) ?? geminiRoute(path) ?? anthropicRoute(path) ?? openAiRoute(path);
  return found === undefined ? undefined : { ...found, query };
}

/** Whether a model generates the answer, so that the request counts against the capacity. */
export function isGeneration(operation: Operation): boolean {
  return generations.has(operation);
}

const generations: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'completion',
  'embedding',
  'image',
  'transcription',
  'speech',
  'response',
  'message',
  'gemini',
  'gemini-stream',
]);

type Found = Omit<Route, 'query'>;

function probeRoute(path: string): Found | undefined {
  return probePaths.has(path) ? { operation: 'probe', family: 'probe' } : undefined;
}

function geminiRoute(path: string): Found | undefined {
  const groups = geminiPath.exec(path)?.groups;
  if (groups?.['name'] === undefined) return undefined;
  const operation = groups['verb'] === 'generateContent' ? 'gemini' : 'gemini-stream';
  return { operation, family: 'gemini', deployment: decodeName(groups['name']) };
}

function anthropicRoute(path: string): Found | undefined {
  return path === '/v1/messages' ? { operation: 'message', family: 'anthropic' } : undefined;
}

function openAiRoute(path: string): Found | undefined {
  const deployment = deploymentPath.exec(path)?.groups;
  if (deployment?.['name'] !== undefined) {
    const found = resourceRoute(deployment['resource'], 'classic');
    return found && { ...found, deployment: decodeName(deployment['name']) };
  }
  const v1 = v1Path.exec(path)?.groups;
  if (v1 !== undefined) return resourceRoute(v1['resource'], v1['azure'] === undefined ? 'openai' : 'v1');
  return resourceRoute(classicPath.exec(path)?.groups?.['resource'], 'classic');
}

function resourceRoute(resource: string | undefined, family: PathFamily): Found | undefined {
  if (resource === undefined) return undefined;
  for (const [pattern, operation] of resources) {
    const match = pattern.exec(resource);
    if (match === null) continue;
    const id = match.groups?.['id'];
    return id === undefined ? { operation, family } : { operation, family, id: decodeName(id) };
  }
  return undefined;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
