export { isolatedPlugin } from './isolated-plugin.ts';
export { defaultBudget } from './isolation-budget.ts';
export type { IsolationBudget } from './isolation-budget.ts';
