import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileOutgoingName } from './outgoing-name.ts';
import { compilePattern } from './pattern.ts';

const asOf = Date.UTC(2026, 6, 1, 22, 5, 9, 40);

describe('the name of a document of ours', () => {
  it.each([
    ['ORD_{order}.xml', 'ORD_W-17.xml'],
    ['{seq:6}_{seq}.csv', '000042_42.csv'],
    ['O_{asOf:yyyyMMdd-HHmmss}.csv', 'O_20260702-000509.csv'],
    ["O_{asOf:yyyy-MM-dd'T'HHmmss.SSSX}", 'O_2026-07-02T000509.040+0200'],
  ])('%s is %s', (pattern, name) => {
    expect(compileOutgoingName(pattern, 'Europe/Berlin').fill({ order: 'W-17', seq: 42, asOf })).toBe(name);
  });

  it('says which fields it has', () => {
    const name = compileOutgoingName('{order}_{asOf:yyyyMMdd}', 'UTC');
    expect((['order', 'seq', 'asOf'] as const).map((field) => name.has(field))).toEqual([true, false, true]);
  });

  it('is read back by the same pattern', () => {
    const instants = fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2099, 0) });
    fc.assert(
      fc.property(
        instants,
        fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'America/St_Johns'),
        (at, zone) => {
          const pattern = 'O_{seq:4}_{asOf:yyyyMMddHHmmssSSSX}.csv';
          const name = compileOutgoingName(pattern, zone).fill({ order: '', seq: 7, asOf: at });
          const read = compilePattern(pattern.replace('{seq:4}', '{seq}'), zone).match(name);
          expect(read).toEqual({ seq: 7, asOf: at });
        },
      ),
    );
  });

  it.each([
    ['{any}.csv', 'has {any}: only {order}, {seq}, {seq:6} and {asOf:…} are known'],
    ['{seq:0}', 'has {seq:0}'],
    ['{asOf:HHmm}', 'has a time without yyyy'],
    ['{asOf:}', 'time'],
    ['out/{seq}.csv', 'has a brace or a slash that belongs to nothing'],
    ['{seq', 'has a brace or a slash that belongs to nothing'],
  ])('%s is refused', (pattern, reason) => {
    expect(() => compileOutgoingName(pattern, 'UTC')).toThrow(reason);
  });

  it('is refused where an order has a number that no file can have', () => {
    expect(() => compileOutgoingName('{order}', 'UTC').fill({ order: '../x', seq: 1, asOf })).toThrow(
      '"../x" has a slash in a name',
    );
  });
});
