import { describe, expect, it } from 'vitest';
import { loadMapping } from '../../mapping/mapping.ts';
import { type ItemRow, mapItem } from './items.ts';

const mapping = await loadMapping(undefined);

/** A row as the back office gave it. */
const recorded: ItemRow = {
  parent: 'FR-T67U-44',
  description: 'LL TRG FRM BLU 44',
  model: 'M00010',
  family: 'TRGF',
  familyName: 'TOURING FRAMES',
  groupName: 'COMPONENTS',
  color: 'BLU ',
  size: '44  ',
  sizeUnit: 'CM',
  unit: 'ST ',
  grams: 1370,
  taxCode: 'S',
  status: 'A',
  web: 'Y',
  texts: [
    { language: 'EN', name: 'LL Touring Frame', text: 'Touring frame with eyelets.' },
    { language: 'DE', name: 'LL Tourenrahmen', text: null },
  ],
};

const map = (of: Partial<ItemRow> = {}) => mapItem({ ...recorded, ...of }, 'demo', mapping);
const held = (of: Partial<ItemRow>) => {
  const made = map(of);
  expect(made?.value).toBeNull();
  return made?.issues.map(({ field, reason }) => `${field} ${reason}`);
};

describe('an item', () => {
  it('is cleaned and mapped', () => {
    expect(map()?.value).toEqual({
      source: 'demo',
      code: 'FR-T67U-44',
      abbreviation: 'LL TRG FRM BLU 44',
      model: 'M00010',
      modelName: 'LL Touring Frame',
      family: 'TRGF',
      familyName: 'Touring frames',
      category: 'Components',
      unit: 'C62',
      color: 'blue',
      size: '44 cm',
      weightGrams: 1370,
      taxCategory: 'standard',
      texts: [
        { language: 'de', name: 'LL Tourenrahmen', description: '' },
        { language: 'en', name: 'LL Touring Frame', description: 'Touring frame with eyelets.' },
      ],
      status: 'active',
      substitute: null,
    });
  });

  it.each([
    ['a colour that is set to the right', { color: ' BLU' }, { color: 'blue' }],
    ['a family in lower case', { family: 'trgf' }, { family: 'TRGF' }],
    [
      'a family that the mapping does not name',
      { family: 'NEWF', familyName: 'NEW FRAMES' },
      { familyName: 'New frames' },
    ],
    ['no colour', { color: null }, { color: null }],
    ['a size of letters', { size: 'XL', sizeUnit: null }, { size: 'XL' }],
    ['a weight of nothing', { grams: 0 }, { weightGrams: null }],
    ['an item that has ended', { status: 'X' }, { status: 'ended' }],
  ])('takes %s', (_, row, value) => {
    expect(map(row)?.value).toMatchObject(value);
    expect(map(row)?.issues).toEqual([]);
  });

  it('takes the shorthand for a name where there is no text', () => {
    expect(map({ texts: [], model: null })?.value).toMatchObject({
      model: null,
      modelName: null,
      texts: [{ language: 'en', name: 'LL touring frame blue 44', description: '' }],
    });
  });

  it('passes without a colour nobody knows, and says so', () => {
    const made = map({ color: 'GRX' });
    expect(made?.value).toMatchObject({ color: null });
    expect(made?.issues).toEqual([{ field: 'color', reason: 'unknown code "GRX"', severity: 'warning' }]);
  });

  it('is held back with a unit, tax or family that nobody knows, or without a name', () => {
    expect(held({ unit: 'KRT' })).toEqual(['unit unknown code "KRT"']);
    expect(held({ taxCode: 'Q' })).toEqual(['taxCategory unknown code "Q"']);
    expect(held({ family: 'NONE', familyName: null })).toEqual(['family unknown code "NONE"']);
    expect(held({ family: null, texts: [], description: ' ' })).toEqual([
      'family is missing',
      'name is missing',
    ]);
    expect(held({ parent: 'A|B' })).toEqual(['code contains "|"']);
  });

  it('is not shown before it is released, nor when it is for the counter alone', () => {
    expect(map({ status: 'N' })).toBeNull();
    expect(map({ web: 'N' })).toBeNull();
  });
});
