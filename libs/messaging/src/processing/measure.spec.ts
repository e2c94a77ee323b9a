import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepMeasurements } from '../fixtures/meters.ts';
import type { Measured } from '../fixtures/meters.ts';
import { rawAt, batchAt, decoded } from '../fixtures/partition-batches.ts';
import type { Entry } from '../records/decode.ts';
import { measuring } from './measure.ts';
import type { PartitionBatch } from './partition-batch.ts';

const group = 'inventory.erp';
const now = Date.parse('2026-06-01T08:00:00Z');

function batchOf(topic: PartitionBatch['topic'], partition: number, entries: Entry[]): PartitionBatch {
  return { topic, partition, from: 0, to: entries.length, entries };
}
const fact = (offset: number, ageMs: number) => decoded(offset, { time: new Date(now - ageMs) });
const unknown = (offset: number): Entry => ({ raw: rawAt(offset) });
const damaged = (offset: number): Entry => ({ raw: rawAt(offset), error: new Error('no') });

describe('measuring batches', () => {
  let measured: Measured[];
  let end: () => void;
  beforeEach(() => {
    vi.useFakeTimers({ now });
    ({ measured, end } = keepMeasurements());
  });
  afterEach(() => {
    end();
    vi.useRealTimers();
  });

  it('records by topic size, duration, records of unknown types, and the age of each fact at the commit', async () => {
    const batches = [
      batchOf('erp.stock', 0, [fact(0, 4_000), unknown(1), unknown(2)]),
      batchOf('erp.items', 0, [fact(0, 0), damaged(1)]),
      batchOf('erp.stock', 1, [fact(0, 500), unknown(1)]),
    ];
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(now);
    const seen: (readonly PartitionBatch[])[] = [];
    await measuring(group, async (given) => {
      seen.push(given);
      await vi.advanceTimersByTimeAsync(250);
    })(batches);
    expect(seen).toEqual([batches]);
    const of = (topic: string) => ({ 'throughline.group': group, 'throughline.topic': topic });
    const [stock, items] = [of('erp.stock'), of('erp.items')];
    expect(measured).toEqual([
      { name: 'throughline.batch.size', value: 5, attributes: stock },
      { name: 'throughline.batch.duration.seconds', value: 0.25, attributes: stock },
      { name: 'throughline.freshness.seconds', value: 4.25, attributes: stock },
      { name: 'throughline.freshness.seconds', value: 0.75, attributes: stock },
      { name: 'throughline.records.unknown', value: 3, attributes: stock },
      { name: 'throughline.batch.size', value: 2, attributes: items },
      { name: 'throughline.batch.duration.seconds', value: 0.25, attributes: items },
      { name: 'throughline.freshness.seconds', value: 0.25, attributes: items },
    ]);
  });

  it('takes a fact from a clock that is ahead for a fresh one', async () => {
    await measuring(group, async () => undefined)([batchOf('erp.stock', 0, [fact(0, -9_000)])]);
    expect(measured.filter(({ name }) => name === 'throughline.freshness.seconds')).toMatchObject([
      { value: 0 },
    ]);
  });

  it('records nothing for a batch that fails', async () => {
    const failing = measuring(group, () => Promise.reject(new RangeError('bad')));
    await expect(failing([batchAt([0, 1])])).rejects.toThrow('bad');
    expect(measured).toEqual([]);
  });
});
