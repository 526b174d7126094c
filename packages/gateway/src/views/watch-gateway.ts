import { setTimeout as pause } from 'node:timers/promises';
import { WriteStream } from 'node:tty';
import { styleText } from 'node:util';

import type { AdminClient } from '../admin/admin-client.ts';
import { glance, glanceLine } from './glance.ts';
import type { Glance } from './glance.ts';
import { glanceTables } from './glance-tables.ts';
import type { Paint } from './glance-tables.ts';
import { ScreenBlock } from './screen-block.ts';

/** Options of `watchGateway`. */
export interface WatchOptions {
  readonly screen: NodeJS.WriteStream;
  /** First line on a terminal. */
  readonly title: string | (() => string);
  readonly intervalMs: number;
  /** Number of looks; Infinity: until `signal`. */
  readonly looks: number;
  readonly signal: AbortSignal;
}

/** Shows a gateway repeatedly: on a terminal as tables in place, else as one line each time. */
export async function watchGateway(
  client: AdminClient,
  { screen, looks, ...rest }: WatchOptions,
): Promise<void> {
  const signal = AbortSignal.any([rest.signal, closedSignal(screen)]);
  const show = screen instanceof WriteStream ? inPlace(screen, rest.title) : lineByLine(screen);
  for (let count = 1; !signal.aborted; count += 1) {
    show(await glance(client));
    if (count >= looks) return;
    await pause(rest.intervalMs, undefined, { signal }).catch(() => {});
  }
}

function inPlace(screen: WriteStream, title: WatchOptions['title']): (seen: Glance) => void {
  const block = new ScreenBlock(screen);
  const paint: Paint = (format, text) => styleText(format, text, { stream: screen });
  return (seen) => {
    const { generation, draining, waiting, running } = seen.state;
    const heading = typeof title === 'string' ? title : title();
    const state = `generation ${generation}, ${running} running, ${waiting} waiting${draining ? ', draining' : ''}`;
    block.draw(['', `${paint('bold', heading)}  ${state}`, '', ...glanceTables(seen, paint)]);
  };
}

function lineByLine(screen: NodeJS.WriteStream): (seen: Glance) => void {
  return (seen) => void screen.write(`${glanceLine(seen)}\n`);
}

/** A signal that aborts when the output is closed, as after `laneway top | head`. */
function closedSignal(screen: NodeJS.WritableStream): AbortSignal {
  const closed = new AbortController();
  screen.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed.abort();
  });
  return closed.signal;
}
