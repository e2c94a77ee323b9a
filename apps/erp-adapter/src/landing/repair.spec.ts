import type { RawTree } from '@throughline/connector';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laidOver, pathOf, textAt, withText } from './repair.ts';

const row: RawTree = { ME: 'KG', Lager: { Ort: 'B1', Plz: null }, Liste: ['a', 'b'] };

describe('a value that is laid over a row', () => {
  it('takes the place of the one that it was made for, and the row itself stays as it is', () => {
    const before = structuredClone(row);
    expect(laidOver(row, [{ path: ['ME'], replaced: 'KG', value: 'ST' }])).toEqual({ ...row, ME: 'ST' });
    expect(laidOver(row, [{ path: ['Lager', 'Ort'], replaced: 'B1', value: 'L1' }])).toEqual({
      ...row,
      Lager: { Ort: 'L1', Plz: null },
    });
    expect(row).toEqual(before);
  });

  it.each([
    ['the row says something else by now', { path: ['ME'], replaced: 'ST', value: 'C62' }],
    ['there is a list, or what is no text', { path: ['Liste'], replaced: null, value: 'x' }],
    ['a text stands on the way', { path: ['ME', 'x'], replaced: null, value: 'x' }],
  ])('does not where %s', (_, repair) => {
    expect(laidOver(row, [repair])).toEqual(row);
  });

  it('stands where there was nothing, and takes away what there was', () => {
    expect(laidOver(row, [{ path: ['Neu'], replaced: null, value: 'x' }])).toEqual({ ...row, Neu: 'x' });
    expect(laidOver(row, [{ path: ['Fehlt', 'Tief'], replaced: null, value: 'x' }])).toMatchObject({
      Fehlt: { Tief: 'x' },
    });
    expect(laidOver(row, [{ path: ['ME'], replaced: 'KG', value: null }])).toEqual({ ...row, ME: null });
  });

  it('changes its own place and no other, whatever the names', () => {
    const text = fc.option(fc.string());
    const name = fc.string({ minLength: 1 }).filter((one) => one !== '__proto__');
    fc.assert(
      fc.property(fc.dictionary(name, text), name, text, (values, column, value) => {
        const made = laidOver(values, [
          { path: [column], replaced: textAt(values, [column]) ?? null, value },
        ]);
        expect(textAt(made, [column])).toBe(value);
        for (const other of Object.keys(values))
          if (other !== column) expect(textAt(made, [other])).toBe(values[other]);
        expect(laidOver(values, [{ path: [column], replaced: `${value}x`, value }])).toEqual(values);
      }),
    );
  });
});

it('a column is one of the row, or what leads into it', () => {
  expect(pathOf(row, 'ME')).toEqual(['ME']);
  expect(pathOf(row, 'Lager / Ort')).toEqual(['Lager', 'Ort']);
  expect(pathOf({ 'Lager / Ort': 'x' }, 'Lager / Ort')).toEqual(['Lager / Ort']);
  expect(withText(row, ['Lager', 'Plz'], '1')).toMatchObject({ Lager: { Ort: 'B1', Plz: '1' } });
});
