import { describe, expect, it } from 'vitest';
import { helmetLine, helmetSeen, mapLine } from '../fixtures/carts.ts';
import { price } from '../fixtures/records.ts';
import { alpsMap, bySku, helmet, rateOf, shown } from '../fixtures/skus.ts';
import type { RateOf } from '../offers/offer-price.ts';
import type { Sku } from '../offers/sku.queries.ts';
import type { Seen } from './cart.ts';
import { cartView } from './cart-view.ts';
import type { CartLineRow } from './cart.tables.ts';

const at = new Date('2026-11-20T12:00:00Z');
const circumstances: Parameters<typeof cartView>[2] = {
  names: new Map(),
  audience: { country: 'DE', language: 'en' },
  region: null,
  shippingMethod: 'standard',
  shipping: { net: '4.95', taxCategory: 'standard', taxRate: '19' },
  at,
  rules: { strategy: 'most-specific', rounding: 'tax-group' },
  rateOf,
  idOf: shown.idOf,
};
const both = [helmet(), alpsMap()];
const view = (
  rows: CartLineRow[],
  { skus = both, ...more }: Partial<typeof circumstances> & { skus?: Sku[] } = {},
) => cartView(rows, bySku(...skus), { ...circumstances, ...more });

it('names the prices of its lines as the shop gives them out', () => {
  const { lines } = view([helmetLine(), mapLine()], { idOf: (sku, version) => `${sku} ${version} shown` });
  expect(lines.map(({ price: shownPrice }) => shownPrice?.version)).toEqual([
    'HL-U509-R L1 shown',
    'MP-ALPS M1 shown',
  ]);
});

describe('a cart of two lines', () => {
  it('shows each line with its own price, amount and stock, and what all comes to', () => {
    expect(view([helmetLine(), mapLine()])).toEqual({
      country: 'DE',
      region: null,
      shippingMethod: 'standard',
      lines: [
        {
          sku: 'HL-U509-R',
          model: 'HL-U509',
          name: 'Sport helmet',
          family: 'HLMT',
          familyName: 'Helmets',
          color: 'red',
          size: 'M',
          unit: 'C62',
          quantity: 2,
          baseQuantity: 2,
          available: 15,
          most: 15,
          step: 1,
          components: [],
          price: {
            amount: '41.64',
            perQuantity: 1,
            unit: 'C62',
            taxIncluded: true,
            taxRate: '19',
            currency: 'EUR',
            version: 'L1',
            list: 'WEB',
            because: 'list',
            regular: null,
            saleEndsAt: null,
            runnerUp: null,
          },
          gross: '83.28',
          stock: {
            state: 'in-stock',
            available: 15,
            backOrderable: 0,
            expectedOn: null,
            incoming: [],
            locations: [
              { location: 'B1', name: 'Main', city: 'Berlin', kind: 'warehouse', available: 12 },
              { location: 'L1', name: 'Shop', city: 'Lyon', kind: 'store', available: 3 },
            ],
            estimated: false,
            asOf: new Date('2026-01-01T00:00:00Z'),
          },
          changes: [],
          orderable: true,
          waiting: 0,
          expectedOn: null,
          substitute: null,
        },
        {
          sku: 'MP-ALPS',
          model: 'MP-ALPS',
          name: 'Map of the Alps',
          family: 'MAPS',
          familyName: 'Maps',
          color: null,
          size: null,
          unit: 'C62',
          quantity: 3,
          baseQuantity: 3,
          available: 2,
          most: 12,
          step: 1,
          components: [],
          price: {
            amount: '9.95',
            perQuantity: 1,
            unit: 'C62',
            taxIncluded: true,
            taxRate: '7',
            currency: 'EUR',
            version: 'M1',
            list: 'BOOKS',
            because: 'list',
            regular: null,
            saleEndsAt: null,
            runnerUp: null,
          },
          gross: '29.85',
          stock: {
            state: 'in-stock',
            available: 2,
            backOrderable: 10,
            expectedOn: '2026-12-24',
            incoming: [{ expectedOn: '2026-12-24', quantity: 20 }],
            locations: [{ location: 'B1', name: 'Main', city: 'Berlin', kind: 'warehouse', available: 2 }],
            estimated: true,
            asOf: new Date('2026-01-01T00:00:00Z'),
          },
          changes: [{ kind: 'fewer', wanted: 3, available: 2, expectedOn: '2026-12-24', waits: true }],
          orderable: true,
          waiting: 1,
          expectedOn: '2026-12-24',
          substitute: 'MP-PYR',
        },
      ],
      units: 5,
      quote: {
        currency: 'EUR',
        lines: [
          { net: '69.98', gross: '83.28' },
          { net: '27.9', gross: '29.85' },
        ],
        shipping: { net: '4.95', gross: '5.89' },
        taxGroups: [
          { category: 'standard', rate: '19', net: '74.93', tax: '14.24' },
          { category: 'reduced', rate: '7', net: '27.9', tax: '1.95' },
        ],
        net: '102.83',
        tax: '16.19',
        gross: '119.02',
      },
      orderable: true,
    });
  });

  it('says no day for what is all in stock, though more is on its way', () => {
    const incoming = [{ expectedOn: '2026-12-24', quantity: 20 }];
    const { lines } = view([helmetLine()], { skus: [helmet({ incoming })] });
    expect(lines[0]).toMatchObject({ waiting: 0, expectedOn: null, stock: { expectedOn: '2026-12-24' } });
  });

  it('is shown in the language of the shopper, with the taxes of the country', () => {
    const { country, lines, quote } = view([helmetLine(), mapLine()], {
      audience: { country: 'FR', language: 'de' },
      shippingMethod: 'express',
      shipping: { net: '24.95', taxCategory: 'standard', taxRate: '20' },
    });
    expect(country).toBe('FR');
    expect(lines.map(({ name, price: shown }) => [name, shown?.amount, shown?.taxRate])).toEqual([
      ['Sporthelm', '41.99', '20'],
      ['Alpenkarte', '9.95', '5.5'],
    ]);
    // 69.98 and 24.95 with a fifth on them, and maps that are 29.85 whatever the tax.
    expect(quote?.gross).toBe('143.77');
  });

  it('keeps the name of what is gone, and the amounts of the other line', () => {
    const { lines, units, quote, orderable } = view(
      [mapLine({ seen: { ...helmetSeen, name: 'Old map' } }), helmetLine()],
      { skus: [helmet()] },
    );
    expect(lines[0]).toEqual({
      sku: 'MP-ALPS',
      model: null,
      name: 'Old map',
      family: null,
      familyName: null,
      color: null,
      size: null,
      unit: '',
      quantity: 3,
      baseQuantity: null,
      available: 0,
      most: 0,
      step: 1,
      components: [],
      price: null,
      gross: null,
      stock: null,
      changes: [{ kind: 'gone' }],
      orderable: false,
      waiting: 0,
      expectedOn: null,
      substitute: null,
    });
    // 74.93 with 19 % on it is 89.17, of which shipping has 5.89.
    expect(lines[1]).toMatchObject({ sku: 'HL-U509-R', gross: '83.28', orderable: true });
    expect(quote?.lines).toEqual([{ net: '69.98', gross: '83.28' }]);
    expect({ units, gross: quote?.gross, orderable }).toEqual({
      units: 5,
      gross: '89.17',
      orderable: false,
    });
  });

  it('has no amount for a line without a price, and cannot be ordered', () => {
    const { lines, quote, orderable } = view([mapLine(), helmetLine()], {
      skus: [alpsMap({ prices: [] }), helmet()],
    });
    expect(lines.map(({ gross }) => gross)).toEqual([null, '83.28']);
    expect(lines[0]?.changes.map(({ kind }) => kind)).toEqual(['fewer', 'no-price']);
    expect(quote?.lines).toHaveLength(1);
    expect(orderable).toBe(false);
  });

  it('shows a price without tax, and no amount, where the tax of a class is not known', () => {
    const { lines, quote, orderable } = view([mapLine(), helmetLine()], {
      audience: { country: 'AT', language: 'en' },
      shipping: { net: '9.95', taxCategory: 'standard', taxRate: '20' },
      skus: [alpsMap({ prices: [price('MP-ALPS', '9.3')] }), helmet()],
    });
    expect(lines[0]?.price).toMatchObject({ amount: '9.3', taxIncluded: false, taxRate: null });
    // 79.93 with a fifth on it is 95.92; shipping has 11.94 of it.
    expect(lines.map(({ gross }) => gross)).toEqual([null, '83.98']);
    // The map could be had, were there a tax to put on it.
    expect(lines.map((line) => line.orderable)).toEqual([true, true]);
    expect(quote?.gross).toBe('95.92');
    expect(orderable).toBe(false);
  });

  it('cannot be ordered when one of its lines cannot', () => {
    const cart = view([helmetLine({ quantity: 16 }), mapLine({ quantity: 12 })]);
    expect(cart.lines.map(({ orderable, waiting }) => [orderable, waiting])).toEqual([
      [false, 0],
      [true, 10],
    ]);
    expect(cart.quote).not.toBeNull();
    expect(cart.orderable).toBe(false);
  });

  it('comes to nothing where it cannot be sent to', () => {
    const { lines, quote, orderable } = view([helmetLine(), mapLine()], { shipping: null });
    expect(quote).toBeNull();
    expect(orderable).toBe(false);
    expect(lines.map(({ price: shown, gross }) => [shown?.amount, gross])).toEqual([
      ['41.64', null],
      ['9.95', null],
    ]);
  });

  it('gives each line the price of its own quantity', () => {
    const prices = [
      price('HL-U509-R', '34.99'),
      price('HL-U509-R', '30', { version: 'L10', minQuantity: 10 }),
    ];
    const skus = [helmet({ prices }), helmet({ sku: 'HL-U509-B', prices })];
    const { lines } = view([helmetLine({ quantity: 9 }), helmetLine({ sku: 'HL-U509-B', quantity: 10 })], {
      skus,
    });
    expect(lines.map(({ price: shown }) => [shown?.version, shown?.amount])).toEqual([
      ['L1', '41.64'],
      ['L10', '35.7'],
    ]);
  });

  it('goes by the instant, by how the seller weighs lists, and by how the seller rounds', () => {
    const prices = [
      price('HL-U509-R', '34.99'),
      price('HL-U509-R', '39.99', { version: 'S1', kind: 'sale', validFrom: at }),
    ];
    const skus = [helmet({ prices }), alpsMap()];
    const version = (more: Partial<typeof circumstances>) =>
      view([helmetLine(), mapLine()], { skus, ...more }).lines[0]?.price?.version;
    expect(version({})).toBe('S1');
    expect(version({ at: new Date(at.getTime() - 1) })).toBe('L1');
    expect(version({ rules: { strategy: 'lowest', rounding: 'tax-group' } })).toBe('L1');
    // Of 0.02 and 0.02 at 19 % each line owes no tax, and both together one cent.
    const cents = [
      helmet({ prices: [price('HL-U509-R', '0.02')] }),
      helmet({ sku: 'B', prices: [price('B', '0.02')] }),
    ];
    const gross = (rounding: 'line' | 'tax-group') =>
      view([helmetLine({ quantity: 1 }), helmetLine({ sku: 'B', quantity: 1 })], {
        skus: cents,
        shipping: { net: '0', taxCategory: 'standard', taxRate: '19' },
        rules: { strategy: 'most-specific', rounding },
      }).quote?.gross;
    expect([gross('line'), gross('tax-group')]).toEqual(['0.04', '0.05']);
  });
});

describe('a line in a unit of pack', () => {
  const carton = { unit: 'XCT', numerator: 6, denominator: 1, gtin: null, sellable: true };
  const piece = { ...carton, unit: 'C62', numerator: 1 };
  const packSeen: Seen = {
    ...helmetSeen,
    price: { version: 'L1', amount: '209.94', taxIncluded: false, currency: 'EUR', kind: 'list' },
  };
  const inPacks = (more: Partial<Sku> = {}) => helmet({ units: [piece, carton], ...more });
  const packs = (quantity: number, sku = inPacks()) =>
    view([helmetLine({ unit: 'XCT', quantity, seen: packSeen })], { skus: [sku] });

  it('counts it, at the price of one of it', () => {
    const { lines, units, quote } = packs(2);
    expect(lines[0]).toMatchObject({
      ...{ unit: 'XCT', quantity: 2, baseQuantity: 12, available: 2, most: 2, step: 1, orderable: true },
      price: { unit: 'XCT', perQuantity: 1, amount: '249.83', version: 'L1' },
      gross: '499.66',
    });
    expect({ units, net: quote?.lines[0]?.net }).toEqual({ units: 2, net: '419.88' });
  });

  it('needs as many base units as are in it', () => {
    const { lines, orderable } = packs(3);
    expect(lines[0]).toMatchObject({
      ...{ baseQuantity: 18, available: 2, most: 2, orderable: false, waiting: 0 },
      changes: [{ kind: 'fewer', wanted: 18, available: 15, expectedOn: null, waits: false }],
    });
    expect(orderable).toBe(false);
    const waits = packs(3, inPacks({ atZero: 'back-order', backOrderable: 9 }));
    expect(waits.lines[0]).toMatchObject({ available: 2, most: 4, orderable: true, waiting: 3 });
  });

  it('reaches breaks by base units', () => {
    const prices = [
      price('HL-U509-R', '34.99'),
      price('HL-U509-R', '30', { version: 'L12', minQuantity: 12 }),
    ];
    const versions = [1, 2].map((quantity) => packs(quantity, inPacks({ prices })).lines[0]?.price?.version);
    expect(versions).toEqual(['L1', 'L12']);
  });

  it('has the price of several where it is for several', () => {
    const prices = [price('HL-U509-R', '100', { perQuantity: 7 })];
    // Six hundred sevenths are 85.714; with tax 102.00, of which seven are 714.
    const { lines } = packs(1, inPacks({ prices }));
    expect(lines[0]).toMatchObject({ price: { perQuantity: 7, amount: '714' }, gross: '102' });
  });

  it('goes in steps where only several come to whole base units', () => {
    const thirds = { ...carton, numerator: 4, denominator: 10 };
    const { lines } = packs(5, inPacks({ units: [thirds] }));
    expect(lines[0]).toMatchObject({ baseQuantity: 2, available: 35, most: 35, step: 5, orderable: true });
  });

  it.each([
    ['the unit is not sold any more', 2, [piece]],
    ['it has other contents, which do not come out even', 2, [{ ...carton, denominator: 5 }]],
  ])('cannot be ordered when %s', (_, quantity, units) => {
    const { lines, quote, orderable } = packs(quantity, inPacks({ units }));
    expect(lines[0]).toMatchObject({
      ...{ unit: 'XCT', quantity, baseQuantity: null, price: null, gross: null, orderable: false },
      changes: [{ kind: 'not-sold-so' }],
    });
    expect({ quote, orderable }).toEqual({ quote: null, orderable: false });
  });

  it('is in the unit that is offered first where none is named', () => {
    const { lines } = view([helmetLine({ quantity: 1 })], { skus: [inPacks({ units: [carton] })] });
    expect(lines[0]).toMatchObject({ unit: 'XCT', quantity: 1, baseQuantity: 6 });
  });
});

describe('a kit in the cart', () => {
  it('names its components, in the language of the shopper, by their SKU where they are not known', () => {
    const components = [
      { sku: 'HL-U509-R', quantity: 2 },
      { sku: 'GONE', quantity: 1 },
    ];
    const kit = alpsMap({ kind: 'kit', components });
    const { lines } = view([mapLine()], {
      skus: [kit],
      names: bySku(helmet()),
      audience: { country: 'DE', language: 'de' },
    });
    expect(lines[0]?.components).toEqual([
      { sku: 'HL-U509-R', name: 'Sporthelm', model: 'HL-U509', quantity: 2 },
      { sku: 'GONE', name: 'GONE', model: null, quantity: 1 },
    ]);
  });
});

describe('a cart for a region with rates of its own', () => {
  it('is taxed as the region is', () => {
    const ofRegion: RateOf = (country, category, region) =>
      region === 'ISLES' && category === 'standard' ? '10' : rateOf(country, category);
    const { region, lines, quote } = view([helmetLine(), mapLine()], {
      region: 'ISLES',
      rateOf: ofRegion,
      shipping: { net: '4.95', taxCategory: 'standard', taxRate: '10' },
    });
    expect(region).toBe('ISLES');
    expect(lines.map(({ price: shown }) => [shown?.amount, shown?.taxRate])).toEqual([
      ['38.49', '10'],
      ['9.95', '7'],
    ]);
    expect(quote?.taxGroups).toEqual([
      { category: 'standard', rate: '10', net: '74.93', tax: '7.49' },
      { category: 'reduced', rate: '7', net: '27.9', tax: '1.95' },
    ]);
  });
});

describe('an empty cart', () => {
  it('comes to nothing and cannot be ordered', () => {
    expect(view([])).toEqual({
      country: 'DE',
      region: null,
      shippingMethod: 'standard',
      lines: [],
      units: 0,
      quote: null,
      orderable: false,
    });
  });
});
