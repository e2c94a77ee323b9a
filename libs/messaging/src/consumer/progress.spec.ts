import { describe, expect, it } from 'vitest';
import { Progress } from './progress.ts';

const now = 1_000_000;
const topic = 'erp.stock';

describe('the progress of a member', () => {
  it('is nothing before it has fetched', () => {
    const progress = new Progress();
    expect([progress.lags(), progress.records(), progress.seconds(now)]).toEqual([[], 0, 0]);
  });

  it('is the records of all its partitions, and the age of the oldest', () => {
    const progress = new Progress();
    progress.behind(topic, 0, 10, now - 5_000);
    progress.behind(topic, 1, 7, now - 90_500);
    progress.behind('erp.items', 0, 0, undefined);
    expect(progress.lags()).toEqual([
      { topic, partition: 0, records: 10, since: now - 5_000 },
      { topic, partition: 1, records: 7, since: now - 90_500 },
      { topic: 'erp.items', partition: 0, records: 0, since: undefined },
    ]);
    expect([progress.records(), progress.seconds(now)]).toEqual([17, 90.5]);
  });

  it('keeps the instant of before while nothing newer is at hand, of the same partition', () => {
    const progress = new Progress();
    progress.behind(topic, 0, 10, now - 60_000);
    progress.behind(topic, 1, 10, undefined);
    progress.behind(topic, 0, 4, undefined);
    expect(progress.lags()).toEqual([
      { topic, partition: 0, records: 4, since: now - 60_000 },
      { topic, partition: 1, records: 10, since: undefined },
    ]);
    progress.behind(topic, 0, 4, now - 1_000);
    expect(progress.seconds(now)).toBe(1);
  });

  it('ends with the last record, whatever timestamp is given', () => {
    const progress = new Progress();
    progress.behind(topic, 0, 1, now - 60_000);
    expect(progress.seconds(now)).toBe(60);
    progress.behind(topic, 0, 0, now - 60_000);
    progress.behind(topic, 1, -1, now - 60_000);
    expect(progress.lags()).toEqual([
      { topic, partition: 0, records: 0, since: undefined },
      { topic, partition: 1, records: 0, since: undefined },
    ]);
    expect(progress.seconds(now)).toBe(0);
  });

  it('is never less than nothing, though clocks differ', () => {
    const progress = new Progress();
    progress.behind(topic, 0, 1, now + 3_000);
    expect(progress.seconds(now)).toBe(0);
  });

  it('is cleared with the assignment', () => {
    const progress = new Progress();
    progress.behind(topic, 0, 10, now - 60_000);
    progress.clear();
    expect([progress.lags(), progress.records(), progress.seconds(now)]).toEqual([[], 0, 0]);
  });
});
