import { z } from 'zod';

import type { Problem } from '../findings/problem.ts';
import { facadeName } from '../schema/name.ts';
import type { AddedFacade } from './added-facade.ts';

/** A facade that the admin API created, with its history. */
export interface KeptFacade extends AddedFacade {
  /** ISO 8601, like the other times. */
  readonly createdOn: string;
  readonly updatedOn: string;
  /** `undefined` while it serves. */
  readonly deletedOn: string | undefined;
}

/** Facades that the admin API created, by name, oldest first. */
export type StateDocument = ReadonlyMap<string, KeptFacade>;

/** A state file that was read, or its problems. */
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

/** Reads the text of a state file. Problems name `file`. */
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
  const message = `The state file is damaged${path === '' ? '' : ` at ${path}`}. Restore a copy, or move it away to start without the facades of the admin API.`;
  return { ok: false, problems: [{ file, line: undefined, column: undefined, path: '', message }] };
}

/** The text of a state file. */
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
