import { describe, expect, it } from 'vitest';
import { compilePattern, NameUnreadable } from './pattern.ts';

const berlin = 'Europe/Berlin';
const instant = (pattern: string, name: string, zone = berlin) => {
  const asOf = compilePattern(pattern, zone).match(name)?.asOf;
  return asOf == null ? asOf : new Date(asOf).toISOString();
};

describe('the name of a document', () => {
  const pattern = compilePattern('ART_{seq}_{asOf:yyyyMMdd-HHmm}.csv', berlin);

  it('says its number and its time in the zone of the source', () => {
    expect(pattern.match('ART_0042_20261103-0000.csv')).toEqual({
      seq: 42,
      asOf: Date.parse('2026-11-02T23:00:00Z'),
    });
    expect(pattern.ordered).toBe(true);
  });

  it.each([
    'art_1_20261103-0000.csv',
    'ART_1_20261103-0000.csv.ok',
    'ART__20261103-0000.csv',
    'ART_1_20261103-0000xcsv',
    'xART_1_20261103-0000.csv',
  ])('is not %s', (name) => {
    expect(pattern.match(name)).toBe(null);
  });

  it('is refused when the clock skipped its time, and names the file', () => {
    expect(() => pattern.match('ART_1_20260329-0230.csv')).toThrow(NameUnreadable);
    expect(() => pattern.match('ART_1_20260329-0230.csv')).toThrow(
      'ART_1_20260329-0230.csv: there was no such time in Europe/Berlin',
    );
  });

  it('is refused when its time came twice', () => {
    expect(() => pattern.match('ART_1_20261025-0230.csv')).toThrow(
      'ART_1_20261025-0230.csv: that time came twice in Europe/Berlin',
    );
  });

  it('is read right up to both changes of the clock', () => {
    const at = (name: string) => instant('{asOf:yyyyMMdd-HHmm}', name);
    expect(at('20260329-0159')).toBe('2026-03-29T00:59:00.000Z');
    expect(at('20260329-0300')).toBe('2026-03-29T01:00:00.000Z');
    expect(at('20261025-0159')).toBe('2026-10-24T23:59:00.000Z');
    expect(at('20261025-0300')).toBe('2026-10-25T02:00:00.000Z');
  });

  it('may carry its offset, which tells both apart', () => {
    const at = (name: string) => instant("{asOf:yyyyMMdd'T'HHmmssX}", name);
    expect(at('20261025T023000+0200')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('20261025T023000+01:00')).toBe('2026-10-25T01:30:00.000Z');
    expect(at('20261025T023000-0330')).toBe('2026-10-25T06:00:00.000Z');
    expect(at('20261025T023000Z')).toBe('2026-10-25T02:30:00.000Z');
  });

  it.each(['20261301-0000', '20260229-0000', '20261103-2400', '20261103-0060'])(
    'is refused when there is no such day or time: %s',
    (name) => {
      expect(() => instant('{asOf:yyyyMMdd-HHmm}', name)).toThrow(`${name}: there is no such day or time`);
    },
  );

  it('without an hour is the first instant of the day, also where midnight is skipped or comes twice', () => {
    expect(instant('{asOf:yyyy-MM-dd}', '2026-11-03')).toBe('2026-11-02T23:00:00.000Z');
    // Santiago puts its clocks forward at midnight, Havana back to it.
    expect(instant('{asOf:yyyy-MM-dd}', '2025-09-07', 'America/Santiago')).toBe('2025-09-07T04:00:00.000Z');
    expect(instant('{asOf:yyyy-MM-dd}', '2025-11-02', 'America/Havana')).toBe('2025-11-02T04:00:00.000Z');
  });

  it('may have milliseconds, and fields in any order', () => {
    expect(instant('{asOf:dd.MM.yyyy HH-mm-ss,SSS}', '03.11.2026 01-02-03,045')).toBe(
      '2026-11-03T00:02:03.045Z',
    );
  });

  it('may say nothing of order', () => {
    const fixed = compilePattern('stock{any}.csv', berlin);
    expect(fixed.ordered).toBe(false);
    expect(fixed.match('stock (1).csv')).toEqual({ seq: null, asOf: null });
  });
});

describe('a pattern', () => {
  it.each([
    ['{seq}_{seq}', '{seq}_{seq} has seq twice'],
    ['{any}a{any}b{any}c{any}', 'has {any} more than 3 times'],
    ['{number}', '{number} has {number}: only {seq}, {asOf:…} and {any} are known'],
    ['in/{seq}', 'has a brace or a slash that belongs to nothing'],
    ['{seq', 'has a brace or a slash that belongs to nothing'],
    ['{asOf:yyyyMM}', 'has a time without dd'],
    ['{asOf:HHmm}', 'has a time without yyyy'],
    ['{asOf:yyyyMMddmm}', 'has a time without HH'],
    ['{asOf:X}', 'has a time without yyyy'],
    ['{asOf:yyyyMMddTHHmm}', 'has T in a time'],
  ])('%s is refused', (pattern, message) => {
    expect(() => compilePattern(pattern, berlin)).toThrow(message);
  });
});
