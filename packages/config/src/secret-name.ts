/** Whether an option called `name` probably holds a secret. */
export function isSecretName(name: string): boolean {
  return /key|secret|token|password|authorization|connectionstring/i.test(name.replaceAll(/[-_]/g, ''));
}
