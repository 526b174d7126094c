import { z } from 'zod';

import type { Problem } from '../findings/problem.ts';
import { facadeName } from '../schema/name.ts';
import type { AddedFacade } from './facade-parts.ts';

/** A facade that the admin API made, and what became of it. */
export interface KeptFacade extends AddedFacade {
  /** ISO 8601, like the others. */
  readonly createdOn: string;
  readonly updatedOn: string;
  /** `undefined` while it serves. */
  readonly deletedOn: string | undefined;
}

/** What the admin API has made, by name, oldest first. */
export type StateDocument = ReadonlyMap<string, KeptFacade>;

/** What came of reading a state file. */
export type StateReading =
  | { readonly ok: true; readonly state: StateDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const time = z.iso.datetime();

const document = z.strictObject({
  version: z.literal(1),
  facades: z.record(
    facadeName,
    z.strictObject({
      createdOn: time,
      updatedOn: time,
      deletedOn: time.optional(),
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
});

/** Reads what `renderState` wrote. `file` is what problems call it. */
export function parseState(text: string, file: string): StateReading {
  const parsed = document.safeParse(jsonOf(text));
  if (parsed.success) {
    const entries = Object.entries(parsed.data.facades);
    return {
      ok: true,
      state: new Map(entries.map(([name, kept]) => [name, { name, deletedOn: undefined, ...kept }])),
    };
  }
  const [issue] = parsed.error.issues;
  const path = issue?.path.join('.') ?? '';
  const message = `damaged${path === '' ? '' : ` at ${path}`}; put back a copy, or move it away to start without what the admin API made`;
  return { ok: false, problems: [{ file, line: undefined, column: undefined, path: '', message }] };
}

/** The state as a file holds it. */
export function renderState(state: StateDocument): string {
  const facades = Object.fromEntries(
    Array.from(state, ([name, { createdOn, updatedOn, deletedOn, settings }]) => [
      name,
      { createdOn, updatedOn, deletedOn, settings },
    ]),
  );
  return `${JSON.stringify({ version: 1, facades }, undefined, 2)}\n`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
