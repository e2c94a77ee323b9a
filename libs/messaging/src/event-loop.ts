let last = Promise.resolve();

/**
 * Resolves in a turn of the event loop that no other caller has: what came meanwhile is seen to in between. Who has a lot
 * to do asks for one after every few milliseconds of it, so that nobody who asks the service something waits for all.
 */
export function ownTurn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)));
  return last;
}
