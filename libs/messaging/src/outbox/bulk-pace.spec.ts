import { describe, expect, it } from 'vitest';
import { BulkPace } from './bulk-pace.ts';
import { rowsPerLane } from './outbox-reader.ts';

describe('the pace of bulk', () => {
  it('is full while nothing urgent comes, right after a request too', () => {
    const pace = new BulkPace();
    pace.sent(1_000, 1_080);
    expect([pace.rows(1_080), pace.pause(1_080), pace.isYielding(1_080)]).toEqual([
      rowsPerLane.other,
      0,
      false,
    ]);
  });

  it('is a quarter of the time, in small requests, while something urgent comes', () => {
    const pace = new BulkPace();
    pace.sawUrgent(1_000);
    expect([pace.rows(1_000), pace.pause(1_000)]).toEqual([250, 0]);
    pace.sent(1_000, 1_020);
    expect([pace.rows(1_020), pace.pause(1_020)]).toEqual([0, 60]);
    expect([pace.rows(1_079), pace.pause(1_079)]).toEqual([0, 1]);
    expect([pace.rows(1_080), pace.pause(1_080)]).toEqual([250, 0]);
  });

  it('is full again 200 ms after the last that was urgent, whatever pause was due', () => {
    const pace = new BulkPace();
    pace.sawUrgent(1_000);
    pace.sent(1_000, 1_150);
    expect([pace.rows(1_199), pace.pause(1_199)]).toEqual([0, 1]);
    expect([pace.rows(1_200), pace.pause(1_200)]).toEqual([rowsPerLane.other, 0]);
  });

  it('never stands still for longer than 200 ms, however long a request took', () => {
    const pace = new BulkPace();
    pace.sent(1_000, 9_000);
    pace.sawUrgent(9_100);
    expect([pace.rows(9_199), pace.rows(9_200)]).toEqual([0, 250]);
  });
});
