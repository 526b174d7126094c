/** Aborts when nobody reads the screen any more, as after `laneway top | head`: that is no failure. */
export function untilUnread(screen: NodeJS.WritableStream): AbortSignal {
  const unread = new AbortController();
  screen.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    unread.abort();
  });
  return unread.signal;
}
