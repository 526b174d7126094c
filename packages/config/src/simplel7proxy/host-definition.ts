import { didYouMean } from '../findings/closest.ts';
import type { EnvironmentVariables } from '../environment/environment-variables.ts';

/** The content of a `HostN` variable. */
export interface HostDefinition {
  /** Name of the variable. */
  readonly variable: string;
  readonly number: number;
  /** As written, with a scheme; unchecked. */
  readonly url: string;
  readonly mode: 'direct' | 'apim';
  /** Path of the probe; `undefined`: no probe. */
  readonly probe: string | undefined;
  /** Path prefix of the requests; `undefined`: any. Begins with `/`, without a trailing `/` or `/*`. */
  readonly path: string | undefined;
  readonly stripPrefix: boolean;
  /** Short names of response processors. `undefined`: the answers name it, as API Management can. */
  readonly processors: readonly string[] | undefined;
  /** Audience of the access tokens; `undefined`: no tokens. */
  readonly audience: string | undefined;
}

const aliases = new Map([
  ['strippathprefix', 'stripprefix'],
  ['useoauth', 'usemi'],
  ['useretryafter', 'retryafter'],
]);

const knownKeys = [
  'host',
  'mode',
  'probe',
  'path',
  'stripprefix',
  'processor',
  'usemi',
  'audience',
  'ipaddress',
  'retryafter',
].concat(Array.from(aliases.keys()));

const defaultAudience = 'https://cognitiveservices.azure.com';

/** The hosts of `Host1`, `Host2`, ... in the order of their numbers, without invalid ones, which are reported. */
export function readHosts(variables: EnvironmentVariables): HostDefinition[] {
  const numbers = hostNumbers(variables);
  warnOfGaps(numbers, variables);
  const hosts = numbers.flatMap((number) => readHost(number, variables) ?? []);
  return withoutRepeats(hosts, variables);
}

/** Numbers of the `HostN` variables that are set, ascending. */
export function hostNumbers(variables: EnvironmentVariables): number[] {
  const numbers = [...variables.names].flatMap((name) => {
    const [, digits] = /^host([1-9]\d*)$/i.exec(name) ?? [];
    return digits !== undefined && variables.has(name) ? [Number(digits)] : [];
  });
  return numbers.sort((a, b) => a - b);
}

function warnOfGaps(numbers: readonly number[], variables: EnvironmentVariables): void {
  for (const [index, number] of numbers.entries()) {
    const expected = (numbers[index - 1] ?? 0) + 1;
    if (number !== expected) variables.warn(`Host${number}`, `Used, although there is no Host${number - 1}.`);
  }
}

function readHost(number: number, variables: EnvironmentVariables): HostDefinition | undefined {
  const variable = variables.spelling(`Host${number}`);
  const text = variables.text(variable) ?? '';
  const isUrl = !/[;,]/.test(text) && !/^\s*host\s*=/i.test(text);
  const parts = isUrl ? new Map([['host', text]]) : readParts(text, variable, variables);
  if (parts === undefined) return undefined;
  const host = parts.get('host');
  if (host === undefined) {
    variables.refuse(variable, 'The variable names no host. Write host=https://...');
    return undefined;
  }
  warnOfUnsupportedParts(parts, number, variables);
  const mode = readMode(parts.get('mode'), variable, variables);
  return {
    variable,
    number,
    url: isUrl || /^[a-z][a-z0-9+.-]*:\/\//i.test(host) ? host : `https://${host}`,
    mode,
    probe: mode === 'direct' ? undefined : readProbe(parts.get('probe'), number, variables),
    path: readPath(parts.get('path')),
    stripPrefix: parts.get('stripprefix')?.toLowerCase() !== 'false',
    processors:
      mode === 'apim' && !parts.has('processor')
        ? undefined
        : readProcessors(parts.get('processor'), variable, variables),
    audience: readAudience(parts, variables),
  };
}

function readParts(
  text: string,
  variable: string,
  variables: EnvironmentVariables,
): Map<string, string> | undefined {
  const parts = new Map<string, string>();
  for (const part of text.split(/[;,]/).filter((piece) => piece.trim() !== '')) {
    const [, written = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
    const key = written.toLowerCase();
    if (key === '' || value === '') {
      variables.refuse(variable, 'Each part must be key=value, separated by ; or ,.', { allowed: knownKeys });
      return undefined;
    }
    if (!knownKeys.includes(key)) {
      const hints = { value: JSON.stringify(written), allowed: knownKeys, ...didYouMean(key, knownKeys) };
      variables.refuse(variable, 'Unknown key.', hints);
      return undefined;
    }
    parts.set(aliases.get(key) ?? key, value);
  }
  return parts;
}

function readMode(
  written: string | undefined,
  variable: string,
  variables: EnvironmentVariables,
): HostDefinition['mode'] {
  const mode = written?.toLowerCase();
  if (mode === 'direct') return 'direct';
  if (mode !== undefined && mode !== 'apim' && mode !== 'probed') {
    variables.warn(variable, 'Unknown mode: apim is used.', {
      value: JSON.stringify(written),
      allowed: ['direct', 'apim'],
    });
  }
  return 'apim';
}

function readProbe(
  written: string | undefined,
  number: number,
  variables: EnvironmentVariables,
): string | undefined {
  const probe = written ?? variables.text(`Probe_path${number}`);
  if (probe === undefined) {
    variables.warn(`Host${number}`, 'There is no probe path: the host is not probed and counts as healthy.');
    return undefined;
  }
  if (probe === '/') return undefined;
  return probe.startsWith('/') ? probe : `/${probe}`;
}

function readPath(written: string | undefined): string | undefined {
  const path = written?.replace(/\/?\*?$/, '');
  if (path === undefined || path === '') return undefined;
  return path.startsWith('/') ? path : `/${path}`;
}

// Source: the processor names of SimpleL7Proxy, without their optional suffix.
const processors = new Map([
  ['openai', ['openai']],
  ['allusage', ['usage']],
  ['allusage-2', ['usage']],
  ['multilineallusage', ['usage']],
  ['defaultstream', []],
  ['inline', []],
]);

function readProcessors(
  written: string | undefined,
  variable: string,
  variables: EnvironmentVariables,
): readonly string[] {
  if (written === undefined) return [];
  const found = processors.get(written.toLowerCase().replace(/(processor|parser)$/, ''));
  if (found !== undefined) return found;
  const allowed = ['OpenAI', 'AllUsage', 'AllUsage-2', 'MultiLineAllUsage', 'DefaultStream'];
  variables.warn(variable, 'Unknown processor: answers are not read.', {
    value: JSON.stringify(written),
    allowed,
  });
  return [];
}

function readAudience(
  parts: ReadonlyMap<string, string>,
  variables: EnvironmentVariables,
): string | undefined {
  if (parts.get('usemi')?.toLowerCase() !== 'true') return undefined;
  return parts.get('audience') ?? variables.text('OAuthAudience') ?? defaultAudience;
}

function warnOfUnsupportedParts(
  parts: ReadonlyMap<string, string>,
  number: number,
  variables: EnvironmentVariables,
): void {
  const host = `Host${number}`;
  if (variables.has(`IP${number}`))
    variables.warn(`IP${number}`, `Not supported: ${host} is looked up in DNS.`);
  if (parts.has('ipaddress'))
    variables.warn(host, 'ipaddress is not supported: the host is looked up in DNS.');
  if (parts.has('retryafter'))
    variables.warn(host, 'retryafter is not supported: the Retry-After of backends is always obeyed.');
  if (parts.has('audience') && parts.get('usemi')?.toLowerCase() !== 'true') {
    variables.warn(host, 'audience has no effect without usemi=true.');
  }
}

function withoutRepeats(hosts: readonly HostDefinition[], variables: EnvironmentVariables): HostDefinition[] {
  const seen = new Map<string, string>();
  return hosts.filter((host) => {
    const { variable, number: _, ...rest } = host;
    const same = seen.get(JSON.stringify(rest));
    if (same !== undefined) variables.warn(variable, `Left out: the same as ${same}.`);
    else seen.set(JSON.stringify(rest), variable);
    return same === undefined;
  });
}
