/** `text` with every secret in it masked. */
export function hideSecrets(text: string, secrets: ReadonlySet<string>): string {
  let shown = text;
  for (const secret of secrets) {
    if (shown === secret || sameButForm(shown, secret)) return mask;
    // A short one, such as a port, stands in many places by chance.
    if (secret.length >= 8) shown = shown.replaceAll(secret, mask);
  }
  return shown;
}

/** What stands for a secret. */
export const mask = '***';

// URLs lose their last slash on the way into a config, header names their capitals.
function sameButForm(text: string, secret: string): boolean {
  return text === secret.toLowerCase() || text === secret.replace(/\/+$/, '');
}

/** Whether an option called `name` probably holds a secret. */
export function isSecretName(name: string): boolean {
  return /key|secret|token|password|authorization|connectionstring/i.test(name.replaceAll(/[-_]/g, ''));
}
