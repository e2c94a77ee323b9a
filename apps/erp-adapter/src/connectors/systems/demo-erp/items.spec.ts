import { describe, expect, it } from 'vitest';
import { itemRow } from './fixtures/rows.ts';
import { loadMapping } from '../../../mapping/mapping.ts';
import { type ItemRow, mapItem } from './items.ts';

const mapping = await loadMapping(undefined);
const map = (of: Partial<ItemRow> = {}) => mapItem(itemRow(of), 'demo', mapping);

const german = { language: 'DE', name: 'LL Tourenrahmen', text: null };
const english = { language: 'EN', name: 'LL Touring Frame', text: 'Touring frame with eyelets.' };
const french = { language: 'FR', name: 'Cadre de randonnée LL', text: null };
const published = {
  german: { language: 'de', name: 'LL Tourenrahmen', description: '' },
  english: { language: 'en', name: 'LL Touring Frame', description: 'Touring frame with eyelets.' },
  shorthand: { language: 'en', name: 'LL touring frame blue 44', description: '' },
};

describe('an item', () => {
  it('is cleaned and mapped', () => {
    const made = map();
    expect(made).toEqual({
      sourceKey: 'FR-T67U-44',
      key: 'demo|FR-T67U-44',
      raw: itemRow(),
      issues: [],
      fingerprint: expect.stringMatching(/^[\w-]{22}$/),
      value: {
        source: 'demo',
        code: 'FR-T67U-44',
        abbreviation: 'LL TRG FRM BLU 44',
        model: 'M00010',
        modelName: 'LL Touring Frame',
        family: 'TRGF',
        familyName: 'Touring frames',
        category: 'Components',
        unit: 'C62',
        gtin: '2009900012012',
        kind: 'goods',
        quantityScale: 0,
        units: [],
        components: [],
        color: 'blue',
        size: '44 cm',
        weightGrams: 1370,
        taxCategory: 'standard',
        texts: [published.german, published.english],
        status: 'active',
        substitute: null,
        backOrderLimit: 0,
      },
    });
    expect(made?.fingerprint).not.toBe(map({ grams: 1371 })?.fingerprint);
  });

  it.each([
    ['a code in small letters', { sourceKey: ' tür-t67u ' }, { code: 'TÜR-T67U' }],
    ['a colour that is set to the right', { color: ' BLU' }, { color: 'blue' }],
    ['a colour in small letters', { color: 'red' }, { color: 'red' }],
    ['no colour', { color: null }, { color: null }],
    ['a colour of blanks', { color: '    ' }, { color: null }],
    ['a family in lower case', { family: 'trgf' }, { family: 'TRGF' }],
    [
      'the name that shoppers know',
      { family: 'TYRE', familyName: 'TIRES' },
      { family: 'TYRE', familyName: 'Tyres and tubes', category: 'Accessories' },
    ],
    [
      'a family that the mapping does not name',
      { family: 'newf', familyName: 'NEW FRAMES', groupName: ' NEUE ÜBERZÜGE ' },
      { family: 'NEWF', familyName: 'New frames', category: 'Neue überzüge' },
    ],
    [
      'a family that is in no group',
      { family: 'NEWF', familyName: 'NEW FRAMES', groupName: ' ' },
      { family: 'NEWF', familyName: 'New frames', category: null },
    ],
    ['a size of letters', { size: 'XL', sizeUnit: null }, { size: 'XL' }],
    ['a size of blanks', { size: '  ' }, { size: null }],
    ['no size', { size: null, sizeUnit: null }, { size: null }],
    ['a weight of nothing', { grams: 0 }, { weightGrams: null }],
    ['a weight of less', { grams: -1 }, { weightGrams: null }],
    ['a gram', { grams: 1 }, { weightGrams: 1 }],
    ['no weight', { grams: null }, { weightGrams: null }],
    ['no shorthand', { description: '  ' }, { abbreviation: null }],
    ['pairs at the reduced rate', { unit: 'pr ', taxCode: 'r' }, { unit: 'PR', taxCategory: 'reduced' }],
    ['a service', { kind: 's' }, { kind: 'service' }],
    [
      'components of what is no kit for what they are: nothing',
      { components: [{ code: 'WB-H098', quantity: 1, kind: 'G' }] },
      { components: [] },
    ],
    ['an item that has ended', { status: 'x ' }, { status: 'ended' }],
    ['an item that is running out', { status: 'R' }, { status: 'running-out' }],
    [
      'an item that may be promised beyond stock',
      { backOrder: 'Y', backOrderMost: 40 },
      { backOrderLimit: 40 },
    ],
    ['an item with a limit and no leave', { backOrder: 'N', backOrderMost: 40 }, { backOrderLimit: 0 }],
    ['an item with a limit below zero', { backOrder: 'Y', backOrderMost: -1 }, { backOrderLimit: 0 }],
    ['an item of no model', { model: ' ' }, { model: null, modelName: null }],
  ])('takes %s', (_, row, value) => {
    expect(map(row)?.issues).toEqual([]);
    expect(map(row)?.value).toEqual({ ...map()?.value, ...value });
  });

  it.each([
    ['in German alone', [german], [published.german], 'LL Tourenrahmen'],
    ['in a language that nobody reads', [french, english], [published.english], 'LL Touring Frame'],
    ['without a name', [{ ...english, name: '  ' }, german], [published.german], 'LL Tourenrahmen'],
    [
      'with blanks around',
      [{ language: 'en ', name: ' LL Touring Frame ', text: ' Touring frame with eyelets.\n' }],
      [published.english],
      'LL Touring Frame',
    ],
    [
      'by language, whichever comes first',
      [german, english],
      [published.german, published.english],
      'LL Touring Frame',
    ],
  ])('has texts %s', (_, rows, texts, modelName) => {
    expect(map({ texts: rows })?.issues).toEqual([]);
    expect(map({ texts: rows })?.value).toEqual({ ...map()?.value, texts, modelName });
  });

  it('is called as in the first of two texts of one language', () => {
    const british = { language: 'GB', name: 'LL Tourer', text: null };
    const languages = { ...mapping.languages, GB: 'en' };
    const { value } = mapItem(itemRow({ texts: [english, british] }), 'demo', { ...mapping, languages })!;
    expect(value).toMatchObject({
      modelName: 'LL Touring Frame',
      texts: [published.english, { name: 'LL Tourer' }],
    });
  });

  it('takes the shorthand for a name where there is no text', () => {
    expect(map({ texts: [] })?.value).toEqual({
      ...map()?.value,
      model: null,
      modelName: null,
      texts: [published.shorthand],
    });
  });

  const carton = { unit: 'KAR', numerator: 24, denominator: 1, gtin: ' 2009900020024', sold: 'Y' };
  const pallet = { unit: 'pal', numerator: 960, denominator: 7, gtin: null, sold: 'N' };
  const own = { unit: 'C62', numerator: 1, denominator: 1, gtin: '2009900012012', sellable: true };
  const packs = [
    { unit: 'XCT', numerator: 24, denominator: 1, gtin: '2009900020024', sellable: true },
    { unit: 'XPX', numerator: 960, denominator: 7, gtin: null, sellable: false },
  ];

  it.each<[string, Partial<ItemRow>, unknown[]]>([
    ['its own first and then those of pack', { units: [carton, pallet] }, [own, ...packs]],
    [
      'those of pack, where its own is not sold',
      { units: [carton], packsOnly: 'Y', gtin: null },
      [{ ...own, gtin: null, sellable: false }, packs[0]],
    ],
    ['its own, where even that is not sold', { packsOnly: 'Y' }, [{ ...own, sellable: false }]],
    [
      'its own, where there is a label of blanks',
      { packsOnly: 'Y', gtin: '  ' },
      [{ ...own, gtin: null, sellable: false }],
    ],
  ])('is counted in units: %s', (_, row, units) => {
    expect(map(row)?.issues).toEqual([]);
    const gtin = row.gtin === undefined ? own.gtin : null;
    expect(map(row)?.value).toEqual({ ...map()?.value, gtin, units });
  });

  it.each([
    ['nobody knows', { ...carton, unit: 'fss' }, 'unknown code "FSS"'],
    ['is its own again', { ...carton, unit: 'ST' }, 'C62 is there twice'],
    ['is there already', { ...carton, unit: 'kar', numerator: 12 }, 'XCT is there twice'],
  ])('passes without a unit of pack that %s, and says so', (_, unit, reason) => {
    const made = map({ units: [carton, unit, pallet] });
    expect(made?.value?.units).toEqual([own, ...packs]);
    expect(made?.issues).toEqual([{ field: 'units', reason, severity: 'warning' }]);
  });

  it('is put together of its components when it is a kit', () => {
    const components = [
      { code: 'bc-m005        ', quantity: 1, kind: 'G' },
      { code: 'WB-H098        ', quantity: 2, kind: 'G' },
    ];
    const made = map({ kind: 'K', components });
    expect(made?.issues).toEqual([]);
    expect(made?.names).toEqual([
      { flow: 'items', code: 'BC-M005', sourceKey: 'bc-m005        ' },
      { flow: 'items', code: 'WB-H098', sourceKey: 'WB-H098        ' },
    ]);
    expect(made?.value).toEqual({
      ...map()?.value,
      kind: 'kit',
      components: [
        { sku: 'BC-M005', quantity: 1 },
        { sku: 'WB-H098', quantity: 2 },
      ],
    });
  });

  it.each([
    [[], ['are missing']],
    [[{ code: 'no-such ', quantity: 1, kind: null }], ['no item "NO-SUCH"']],
    [[{ code: 'A|B', quantity: 1, kind: 'G' }], ['contains "|"']],
    [
      [
        { code: 'SV-ASSM', quantity: 1, kind: 'S' },
        { code: 'WB-H098', quantity: 1, kind: 'G' },
        { code: 'KT-BTLM', quantity: 1, kind: 'K' },
      ],
      ['"SV-ASSM" is no goods', '"KT-BTLM" is no goods'],
    ],
  ])('is held back as a kit of %j', (components, reasons) => {
    const made = map({ kind: 'K', components });
    expect(made?.value).toBeNull();
    expect(made?.issues).toEqual(
      reasons.map((reason) => ({ field: 'components', reason, severity: 'held' })),
    );
  });

  it('passes without a colour nobody knows, and says so', () => {
    const made = map({ color: 'grx' });
    expect(made?.value).toEqual({ ...map()?.value, color: null });
    expect(made?.issues).toEqual([{ field: 'color', reason: 'unknown code "GRX"', severity: 'warning' }]);
  });

  it.each([
    [{ kind: 'Q' }, ['kind unknown code "Q"']],
    [{ unit: 'KRT' }, ['unit unknown code "KRT"']],
    [{ taxCode: ' ' }, ['taxCategory is missing']],
    [{ family: 'none', familyName: null }, ['family unknown code "NONE"']],
    [{ family: ' ', familyName: null }, ['family is missing']],
    [{ family: null, texts: [], description: ' ' }, ['family is missing', 'name is missing']],
    [{ sourceKey: ' ' }, ['code is missing']],
    [{ sourceKey: 'A|B' }, ['code contains "|"']],
    [
      { sourceKey: '|', unit: '', taxCode: 'Q' },
      ['code contains "|"', 'unit is missing', 'taxCategory unknown code "Q"'],
    ],
  ])('is held back for what stands in %j', (row, reasons) => {
    const made = map(row);
    expect(made?.value).toBeNull();
    expect(made?.issues.map(({ field, reason }) => `${field} ${reason}`)).toEqual(reasons);
    expect(made?.issues.every(({ severity }) => severity === 'held')).toBe(true);
  });

  it.each([{ status: 'N' }, { status: ' ' }, { web: 'N' }, { web: ' ' }])(
    'is not shown before it is released, nor when it is for the counter alone: %j',
    (row) => {
      expect(map(row)).toBeNull();
    },
  );
});
