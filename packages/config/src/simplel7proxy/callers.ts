import { formatDuration } from '@laneway/quantities';

import type { EnvironmentDocument } from '../environment/environment-document.ts';
import type { EnvironmentVariables } from '../environment/environment-variables.ts';

/** Adds the headers, profiles and fairness of callers. */
export function putCallers(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  document.put(['headers', 'ttl'], variables.text('TTLHeader'), variables.spelling('TTLHeader'));
  document.put(['headers', 'timeout'], variables.text('TimeoutHeader'), variables.spelling('TimeoutHeader'));
  putProfiles(document, variables);
  putHeaderChecks(document, variables);
  if (variables.has('UserPriorityThreshold')) {
    document.put(['queue', 'fairness'], 'requests', variables.spelling('UserPriorityThreshold'));
    variables.warn(
      'UserPriorityThreshold',
      'Profiles in a lane get equal shares of requests. The number is not used.',
    );
  }
}

function putProfiles(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const name = variables.spelling('UserConfigUrl');
  const url = variables.text(name);
  if (!variables.isTrue('UseProfiles')) {
    for (const unused of ['UserConfigUrl', 'UserConfigRefreshIntervalSecs', 'UserSoftDeleteTTLMinutes'])
      if (variables.has(unused)) variables.warn(unused, 'Has no effect without UseProfiles=true.');
    return;
  }
  if (url === undefined) return variables.refuse(name, 'Required, because UseProfiles is true.');
  const isFile = /^file:/i.test(url);
  document.put(['profiles', 'use'], isFile ? 'file' : 'http', name);
  if (isFile) document.put(['profiles', 'options', 'path'], url.replace(/^file:/i, ''), name);
  else document.put(['profiles', 'options', 'url'], url, name);
  const field = variables.has('UserIDFieldName') ? 'UserIDFieldName' : 'LookupHeaderName';
  document.put(['profiles', 'options', 'key'], variables.text(field), variables.spelling(field));
  const header = variables.text('UserProfileHeader') ?? 'X-UserProfile';
  document.put(['profiles', 'header'], header, variables.spelling('UserProfileHeader'));
  document.put(
    ['profiles', 'required'],
    variables.isTrue('UserConfigRequired'),
    variables.spelling('UserConfigRequired'),
  );
  putProfileTimes(document, variables);
}

function putProfileTimes(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const put = (path: readonly string[], ms: number | undefined, name: string) => {
    if (ms !== undefined) document.put(['profiles', ...path], formatDuration(ms), variables.spelling(name));
  };
  const seconds = variables.whole('UserConfigRefreshIntervalSecs');
  put(['refresh'], seconds === undefined ? undefined : seconds * 1000, 'UserConfigRefreshIntervalSecs');
  // 0 means no grace period.
  const minutes = variables.whole('UserSoftDeleteTTLMinutes');
  put(
    ['options', 'grace'],
    (minutes ?? 0) > 0 ? Number(minutes) * 60_000 : undefined,
    'UserSoftDeleteTTLMinutes',
  );
}

function putHeaderChecks(document: EnvironmentDocument, variables: EnvironmentVariables): void {
  const required = variables.list('RequiredHeaders');
  const disallowed = variables.list('DisallowedHeaders');
  const rules = readRules(variables);
  if (required === undefined && disallowed === undefined && rules === undefined) return;
  const options = {
    ...(required !== undefined && { required }),
    ...(disallowed !== undefined && { disallowed }),
    ...(rules !== undefined && { rules }),
  };
  document.put(
    ['requestProcessors'],
    [{ use: 'validate-headers', options }],
    variables.spelling('ValidateHeaders'),
  );
}

/** Checked header, to the header that lists its allowed values. */
function readRules(variables: EnvironmentVariables): Record<string, string> | undefined {
  const pairs = variables.list('ValidateHeaders');
  if (pairs === undefined) return undefined;
  const rules: Record<string, string> = {};
  for (const pair of pairs) {
    const [, checked, list] = /^\s*([^:=\s]+)\s*[:=]\s*([^:=\s]+)\s*$/.exec(pair) ?? [];
    if (checked === undefined || list === undefined) {
      variables.refuse('ValidateHeaders', 'Each rule must be header:header.', {
        value: JSON.stringify(pair),
      });
    } else {
      rules[checked] = list;
    }
  }
  return rules;
}
