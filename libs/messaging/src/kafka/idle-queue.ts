/** What is needed of the client library's queue of requests, one per connection. */
export interface RequestQueue {
  readonly pending: readonly unknown[];
  scheduleCheckPendingRequests(): void;
}

/**
 * Has queues sleep while no request waits in them. As the client library ships it, each connection that was ever used
 * looks for waiting requests a thousand times a second for good, which keeps an idle service at three per cent of a
 * core: the time to the end of a throttling that never was is negative, and a timer takes that for one millisecond.
 * @param queue the prototype of all queues.
 */
export function sleepWhileNothingWaits(queue: RequestQueue): void {
  const schedule = queue.scheduleCheckPendingRequests;
  queue.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) schedule.call(this);
  };
}
