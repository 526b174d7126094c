import type { ConfigPath } from '../findings/config-path.ts';
import { pathKey } from '../findings/config-path.ts';
import type { Finding } from '../findings/finding.ts';
import { hideSecrets, isSecretName } from '../secrets/hide-secrets.ts';
import type { Origin } from '../findings/origin.ts';
import type { Problem } from '../findings/problem.ts';
import { byPlace } from '../findings/problem.ts';
import type { InterpolatedDocument } from '../reading/interpolate-document.ts';

type Secrets = Pick<InterpolatedDocument, 'secretPaths' | 'secrets'>;

/** Converts findings to problems with places, in the order of the file and without anything that may be secret. */
export function locateFindings(findings: readonly Finding[], origin: Origin, secrets: Secrets): Problem[] {
  return findings.map((finding) => locateFinding(finding, origin, secrets)).sort(byPlace);
}

function locateFinding(finding: Finding, origin: Origin, { secretPaths, secrets }: Secrets): Problem {
  const { file = origin.file, line, column, name } = origin.place(finding.path, finding.part);
  const { message, allowed, suggestion } = finding;
  const isShown = 'value' in finding && !maybeSecret(finding.path, secretPaths);
  return {
    file,
    line,
    column,
    path: name,
    // A plugin may quote its options, and a list of names may contain an interpolated one.
    message: hideSecrets(message, secrets),
    ...(isShown && { value: hideSecrets(shorten(finding.value), secrets) }),
    ...(allowed !== undefined && { allowed: allowed.map((choice) => hideSecrets(choice, secrets)) }),
    ...(suggestion !== undefined && { suggestion: hideSecrets(suggestion, secrets) }),
  };
}

/** Whether the value at `path` was interpolated, or has the name of a secret. */
function maybeSecret(path: ConfigPath, secretPaths: ReadonlySet<string>): boolean {
  if (secretPaths.has(pathKey(path))) return true;
  const options = path.indexOf('options');
  const names = options === -1 ? path.slice(-1) : path.slice(options + 1);
  return names.some((name) => typeof name === 'string' && isSecretName(name));
}

function shorten(value: unknown): string {
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length <= 60 ? text : `${text.slice(0, 59)}…`;
}
