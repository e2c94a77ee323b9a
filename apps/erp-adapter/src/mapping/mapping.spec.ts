import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  expandShorthand,
  loadMapping,
  mappingVersion,
  parseMapping,
  sentenceCase,
  titleCase,
} from './mapping.ts';

const mapping = await loadMapping(undefined);

describe('the mapping', () => {
  it('is told apart from one that differs in a word', () => {
    expect(mappingVersion(mapping)).toMatch(/^[\w-]{22}$/);
    expect(mappingVersion(mapping)).toBe(mappingVersion(parseMapping(structuredClone(mapping))));
    const other = { ...mapping, colors: { ...mapping.colors, BLK: 'jet' } };
    expect(mappingVersion(other)).not.toBe(mappingVersion(mapping));
  });

  it('is that of the demonstration where no file is named, and otherwise what stands in the file', async () => {
    expect(mapping).toMatchObject({
      timeZone: 'Europe/Berlin',
      units: { ST: 'C62', KAR: 'XCT', PAL: 'XPX', DTZ: 'DZN' },
    });
    const folder = await mkdtemp(join(tmpdir(), 'mapping-'));
    try {
      const ours = { ...mapping, timeZone: 'Asia/Tokyo', colors: { SCH: 'black', GRÜ: 'green' } };
      await writeFile(join(folder, 'mapping.json'), JSON.stringify(ours));
      expect(await loadMapping(join(folder, 'mapping.json'))).toEqual(ours);
      await writeFile(join(folder, 'mapping.json'), JSON.stringify({ ...ours, guestAccount: '' }));
      await expect(loadMapping(join(folder, 'mapping.json'))).rejects.toThrow('guestAccount');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each([
    ['a family of no category', { families: { SETS: { name: 'S', category: null } } }],
    ['a family of a long category', { families: { SETS: { name: 'Sets', category: 'Accessories' } } }],
    ['no family', { families: {} }],
    ['what may be free of charge', { freeOfCharge: { items: ['GIFT 1'], families: ['SMPL'] } }],
    [
      'all kinds of places',
      {
        locationKinds: {
          A: { kind: 'warehouse', servesWeb: true },
          B: { kind: 'store', servesWeb: false },
          C: { kind: 'third-party', servesWeb: true },
          D: { kind: 'drop-shipper', servesWeb: true },
          E: { kind: 'dealer', servesWeb: false },
        },
      },
    ],
    ['all kinds of customers', { customerKinds: { D: 'business', I: 'person' } }],
    ['all states of items', { itemStatuses: { A: 'active', X: 'ended' } }],
    ['all kinds of items', { itemKinds: { A: 'goods', B: 'service', C: 'kit' } }],
    ['all that customers are refused', { customerStatuses: { A: [], B: ['orders'], C: ['shipments'] } }],
    ['classes of customers', { taxClasses: { Q: 'margin-scheme' } }],
    ['both kinds of invoices', { invoiceKinds: { A: 'invoice', B: 'credit-note' } }],
    ['codes of one letter', { freightTaxCode: 'R', guestAccount: '1', colors: { R: 'r' } }],
    ['longer words', { freightTaxCode: 'STD', guestAccount: '10000', priceGroups: { D: 'trade' } }],
    ['price lists', { priceLists: { list: 'L', special: 'S' } }],
    ['longer price lists', { priceLists: { list: 'RETAIL', special: 'PROMOTION' } }],
  ])('takes %s as it is', (_, entries) => {
    expect(parseMapping({ ...mapping, ...entries })).toEqual({ ...mapping, ...entries });
  });

  it.each([
    ['colors', { BLK: '' }],
    ['colors', { BLK: 7 }],
    ['timeZone', 'Berlin'],
    ['families', { TRGF: { name: '', category: null } }],
    ['families', { TRGF: { name: 'Frames' } }],
    ['families', { TRGF: { name: 'Frames', category: null, group: 'COMPONENTS' } }],
    ['freightTaxCode', ''],
    ['itemStatuses', { A: 'sold' }],
    ['locationKinds', { W: { kind: 'shed', servesWeb: true } }],
    ['locationKinds', { W: { kind: 'warehouse', servesWeb: 'yes' } }],
    ['locationKinds', { W: { kind: 'warehouse', servesWeb: true, city: 'Berlin' } }],
    ['itemKinds', { G: 'bundle' }],
    ['customerStatuses', { A: 'orders' }],
    ['customerStatuses', { A: ['everything'] }],
    ['taxClasses', { N: '' }],
    ['invoiceKinds', { I: 'receipt' }],
    ['customerKinds', { D: 'dealer' }],
    ['guestAccount', ''],
    ['priceLists', { list: '', special: 'SPECIAL' }],
    ['priceLists', { list: 'LIST', special: '' }],
    ['priceLists', { list: 'LIST', special: 'SPECIAL', contract: 'CONTRACT' }],
    ['freeOfCharge', { items: [''] }],
    ['freeOfCharge', { items: ['gift'] }],
    ['freeOfCharge', { families: ['SMPL '] }],
    ['freeOfCharge', { items: 'GIFT' }],
    ['freeOfCharge', { codes: ['GIFT'] }],
    ['unknown', {}],
    ['shorthand', undefined],
  ])('refuses a wrong entry in %s: %j', (entry, value) => {
    expect(() => parseMapping({ ...mapping, [entry]: value })).toThrow(entry);
  });

  it('has nothing free of charge unless it says so', () => {
    const { freeOfCharge, ...rest } = mapping;
    expect(freeOfCharge).toEqual({ items: [], families: [] });
    expect(parseMapping(rest)).toEqual(mapping);
    const free = (some: object) => parseMapping({ ...rest, freeOfCharge: some }).freeOfCharge;
    expect(free({ items: ['GIFT'] })).toEqual({ items: ['GIFT'], families: [] });
    expect(free({ families: ['SMPL'] })).toEqual({ items: [], families: ['SMPL'] });
    expect(() => free({ items: ['gift'] })).toThrow('is not in upper case without blanks around it');
  });

  it('says what is wrong with a time zone', () => {
    expect(() => parseMapping({ ...mapping, timeZone: 'Berlin' })).toThrow('is no time zone');
  });
});

it.each([
  [' MTN BTL CAG  XY1 ', 'Mountain bottle cage XY1'],
  ['frm\tfür RR whl', 'Frame für rear wheel'],
  ['öl', 'Öl'],
  ['', ''],
])('writes the shorthand %j out', (text, words) => {
  expect(expandShorthand(text, mapping.shorthand)).toBe(words);
});

it.each([
  ['TIRES AND TUBES', 'Tires and tubes'],
  ['  ÜBERZÜGE ', 'Überzüge'],
  ['', ''],
])('writes %j as a sentence', (text, sentence) => {
  expect(sentenceCase(text)).toBe(sentence);
});

it.each([
  ['LA REUNION', 'La Reunion'],
  ['  lager\t2B  NORD ', 'Lager 2B Nord'],
  ['', ''],
])('writes %j as a name', (text, name) => {
  expect(titleCase(text)).toBe(name);
});
