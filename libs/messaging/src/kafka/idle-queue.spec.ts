import { createRequire } from 'node:module';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import './kafka.ts';

interface Queue {
  pending: { entry: { correlationId: number } }[];
  inflight: Map<number, unknown>;
  throttledUntil: number;
  checkPendingRequests(): void;
  sendSocketRequest(request: unknown): void;
}

const RequestQueue = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as new (
  settings: object,
) => Queue;

function queueOf({ waiting }: { waiting: number }): { queue: Queue; sent: unknown[] } {
  const queue = new RequestQueue({
    instrumentationEmitter: null,
    maxInFlightRequests: 1,
    requestTimeout: 1_000,
    enforceRequestTimeout: false,
    clientId: 'test',
    broker: 'test',
    logger: { debug: () => undefined },
    isConnected: () => true,
  });
  const sent: unknown[] = [];
  queue.sendSocketRequest = (request) => void sent.push(request);
  queue.pending.push(
    ...Array.from({ length: waiting }, (_, correlationId) => ({ entry: { correlationId } })),
  );
  return { queue, sent };
}

describe('the queue of requests of the client library', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('sets no timer while nothing waits', () => {
    const { queue } = queueOf({ waiting: 0 });
    queue.checkPendingRequests();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('sends what waits when the throttling is over', () => {
    const { queue, sent } = queueOf({ waiting: 1 });
    queue.throttledUntil = Date.now() + 300;
    queue.checkPendingRequests();
    vi.advanceTimersByTime(250);
    expect(sent).toHaveLength(0);
    vi.advanceTimersByTime(100);
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
