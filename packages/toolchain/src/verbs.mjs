import { bench } from './verbs/bench.mjs';
import { build } from './verbs/build.mjs';
import { check } from './verbs/check.mjs';
import { format } from './verbs/format.mjs';
import { start } from './verbs/start.mjs';
import { test } from './verbs/test.mjs';

/** What `npm run <verb>` does at the root. Each takes the workspace and the arguments after the verb, and resolves with an exit status. */
export const verbs = new Map(Object.entries({ start, test, build, bench, check, format }));
