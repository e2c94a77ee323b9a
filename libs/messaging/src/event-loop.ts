let last = Promise.resolve();

/**
 * Resolves in an iteration of the event loop that no other caller gets, so that I/O is served in between. Long-running
 * work calls it every few milliseconds: then no request waits for all of the work.
 */
export function yieldToEventLoop(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
