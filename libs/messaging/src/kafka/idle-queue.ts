/** The part that matters here of the client library's request queue, of which each connection has one. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * Lets queues sleep while they are empty. As shipped, the client library checks the queue of every connection that was
 * ever used a thousand times a second for ever, which costs an idle service three per cent of a core: the time left of
 * a throttling that never happened is negative, and a timer takes that for one millisecond.
 * @param queue the prototype of all queues.
 */
export function sleepWhileNothingWaits(queue: RequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
