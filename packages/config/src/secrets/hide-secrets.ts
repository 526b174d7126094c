/** `text` with every secret masked. */
export function hideSecrets(text: string, secrets: ReadonlySet<string>): string {
  let shown = text;
  for (const secret of secrets) {
    if (shown === secret || isNormalised(shown, secret)) return mask;
    // A short one, such as a port, occurs by chance.
    if (secret.length >= 8) shown = shown.replaceAll(secret, mask);
  }
  return shown;
}

/** Replaces a secret in shown text. */
export const mask = '***';

// Reading a config removes the last slash of URLs and the capitals of header names.
function isNormalised(text: string, secret: string): boolean {
  return text === secret.toLowerCase() || text === secret.replace(/\/+$/, '');
}

/** Whether the value of an option called `name` is probably secret. */
export function isSecretName(name: string): boolean {
  return /key|secret|token|password|authorization|connectionstring/i.test(name.replaceAll(/[-_]/g, ''));
}
