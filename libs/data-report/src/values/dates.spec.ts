import { describe, expect, it } from 'vitest';
import { formOf, orderOf, readDate } from './dates.ts';

describe('which day it is', () => {
  it.each([
    ['2026-11-30', 'yyyy-MM-dd', '2026-11-30'],
    ['2026-11-30T12:00:00.5+01:00', 'yyyy-MM-dd', '2026-11-30'],
    ['2026-11-30 00:00:00.000', 'yyyy-MM-dd', '2026-11-30'],
    ['2026/1/5', 'yyyy/MM/dd', '2026-01-05'],
    ['20261130', 'yyyyMMdd', '2026-11-30'],
    ['30112026', 'ddMMyyyy', '2026-11-30'],
    ['3.4.2026', 'dd.MM.yyyy', '2026-04-03'],
    ['13/04/2026', 'dd/MM/yyyy', '2026-04-13'],
    ['04/13/2026 3:15 PM', 'MM/dd/yyyy', '2026-04-13'],
    ['04/04/2026', null, '2026-04-04'],
    ['29.02.2024', 'dd.MM.yyyy', '2024-02-29'],
    ['12-Mar-2024', 'dd MMM yyyy', '2024-03-12'],
    ['3. Mai 2024', 'dd MMM yyyy', '2024-05-03'],
    ['Okt 3, 2024', 'dd MMM yyyy', '2024-10-03'],
    ['1764460800', 'Unix', '2025-11-30'],
    ['1764460800000', 'Unix', '2025-11-30'],
  ])('%s', (text, form, day) => {
    expect(readDate(text)).toEqual({ form, trouble: null, day });
  });

  it.each([
    ['03/04/2026', 'ambiguous'],
    ['03-04-2026', 'ambiguous'],
    ['3.4.26', 'two-digit-year'],
    ['03/04/26', 'two-digit-year'],
    ['12-Mar-24', 'two-digit-year'],
    ['261130', 'two-digit-year'],
    ['45123', 'serial'],
    ['45123.5', 'serial'],
    ['2023-02-29', 'impossible'],
    ['31.04.2026', 'impossible'],
    ['13/13/2026', 'impossible'],
    ['2026-00-10', 'impossible'],
    ['20261301', 'impossible'],
    ['2026-11-30 25:10', 'impossible'],
    ['99999', 'unreadable'],
    ['spring', 'unreadable'],
    ['12 Foo 2024', 'unreadable'],
  ])('%s is %s', (text, trouble) => {
    expect(readDate(text)).toMatchObject({ trouble, day: null });
  });

  it('is settled by a stated format', () => {
    expect(orderOf('dd/MM/yyyy')).toBe('day-first');
    expect(orderOf('M/d/yyyy')).toBe('month-first');
    expect(orderOf('yyyy')).toBeNull();
    expect(['d.M.yyyy', "yyyy-MM-dd'T'HH:mm", 'M/d/yy', 'yyyyMMdd'].map(formOf)).toEqual([
      ...['dd.MM.yyyy', 'yyyy-MM-dd', 'MM/dd/yy', 'yyyyMMdd'],
    ]);
    expect([undefined, 'yyyy', 'd MMM yyyy', 'dd.MM/yyyy'].map(formOf)).toEqual([null, null, null, null]);
    expect(readDate('03/04/2026', 'day-first').day).toBe('2026-04-03');
    expect(readDate('03/04/2026', 'month-first').day).toBe('2026-03-04');
  });
});
