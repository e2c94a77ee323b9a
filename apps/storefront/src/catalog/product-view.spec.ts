import { describe, expect, it } from 'vitest';
import { price, product } from '../fixtures/records.ts';
import { alpsMap, helmet, rateOf, shown } from '../fixtures/skus.ts';
import type { Sku } from '../offers/sku.queries.ts';
import { type PageFacts, cardsOf, pageOf, textIn } from './product-view.ts';
import { productFacts } from './product.response.schemas.ts';

const at = new Date('2026-11-20T12:00:00Z');
const later = (hours: number) => new Date(at.getTime() + hours * 3_600_000);
const germany = { country: 'DE', language: 'en' };
const circumstances = { at, strategy: 'most-specific', rateOf, idOf: shown.idOf } as const;
const key = (model: string) => ({ shelf: 0, name: model, model });

/** SKUs of the helmet, each with a number of its own. */
const helmets = (...some: Partial<Sku>[]) => some.map((more, index) => helmet({ sku: `H${index}`, ...more }));
const cardOf = (skus: Sku[], audience = germany) => {
  const { cards } = cardsOf([key('HL-U509')], skus, audience, circumstances);
  return cards[0]!;
};
const soldOut = { availableToSell: 0, locations: [] };
const gone = { ...soldOut, status: 'discontinued' };
const waiting = { ...soldOut, atZero: 'back-order', backOrderable: 5 };
const untold = { ...soldOut, availableToSell: null };

/** What the page tells beside the offers: the facts of SKUs as the catalog has published them. */
const pageFacts = (skus: readonly Sku[], more: Partial<PageFacts> = {}): PageFacts => ({
  facts: new Map(skus.map(({ sku, color, size, unit }) => [sku, product(sku, { color, size, unit })])),
  components: new Map(),
  substitute: null,
  ...more,
});

/** The facts that the page shows; null for those that are not told. */
const shownFacts = (told: object) => ({
  ...Object.fromEntries(Object.keys(productFacts().shape).map((name) => [name, null])),
  ...told,
});

describe('the cards of a list', () => {
  it('are those of its products, in its order, without those that have no SKU', () => {
    const skus = [helmet(), alpsMap(), helmet({ sku: 'HL-U509-B', color: 'blue', size: null })];
    const keys = ['MP-ALPS', 'NOTHING', 'HL-U509'].map(key);
    expect(cardsOf(keys, skus, germany, circumstances)).toEqual({
      cards: [
        {
          model: 'MP-ALPS',
          name: 'Map of the Alps',
          family: 'MAPS',
          familyName: 'Maps',
          category: null,
          colors: [],
          sizes: [],
          skus: ['MP-ALPS'],
          from: {
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
          fromSku: 'MP-ALPS',
          priceVaries: false,
          stock: 'in-stock',
          available: 2,
        },
        {
          model: 'HL-U509',
          name: 'Sport helmet',
          family: 'HLMT',
          familyName: 'Helmets',
          category: 'Accessories',
          colors: ['blue', 'red'],
          sizes: ['M'],
          skus: ['HL-U509-B', 'HL-U509-R'],
          from: {
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
          fromSku: 'HL-U509-B',
          priceVaries: false,
          stock: 'in-stock',
          available: 30,
        },
      ],
      nextChangeAt: null,
    });
  });

  it('hold until the first window of a price on them opens or closes', () => {
    /** A price that is what it is, and a sale beside it from then on. */
    const from = (validFrom: Date, validTo: Date | null = null) => [
      price('A', '34.99'),
      price('A', '29.74', { version: 'S1', kind: 'sale', validFrom, validTo }),
    ];
    const next = (ofMap: Sku['prices'], ...ofHelmets: Sku['prices'][]) =>
      cardsOf(
        ['HL-U509', 'MP-ALPS'].map(key),
        [...helmets(...ofHelmets.map((prices) => ({ prices }))), alpsMap({ prices: ofMap })],
        germany,
        circumstances,
      ).nextChangeAt;
    const [one, two, three] = [from(later(1)), from(later(2)), from(later(3))];
    expect(next(three, two, one)).toEqual(later(1));
    expect(next(one, two, three)).toEqual(later(1));
    expect(next(three, [], one, two)).toEqual(later(1));
    expect(next([], from(later(-2), later(2)), [])).toEqual(later(2));
    expect(next([], [], from(later(-2), later(-1)))).toBeNull();
  });
});

describe('the card of a product', () => {
  it('tells the lowest price of its SKUs by amount, and whether others cost something else', () => {
    const at9 = { prices: [price('H', '9')] };
    const at10 = { prices: [price('H', '10', { version: 'L10' })] };
    const at10gross = { prices: [price('H', '11.9', { version: 'G10', taxIncluded: true })] };
    const shown = (...some: Partial<Sku>[]) => {
      const { from, fromSku, priceVaries } = cardOf(helmets(...some));
      expect(fromSku === null).toBe(from === null);
      return [from?.amount, priceVaries];
    };
    expect(shown(at10, at9, at10)).toEqual(['10.71', true]);
    expect(shown(at9, at10, at9)).toEqual(['10.71', true]);
    expect(shown(at10, at10gross)).toEqual(['11.9', false]);
    expect(shown({ prices: [] }, at10)).toEqual(['11.9', false]);
    expect(shown({ prices: [] }, { prices: [] })).toEqual([undefined, false]);
  });

  it('compares prices for several by what one costs', () => {
    const hundred = { prices: [price('H', '90', { perQuantity: 100 })] };
    const one = { prices: [price('H', '0.95')] };
    const { from, fromSku, priceVaries } = cardOf(helmets(one, hundred));
    expect([from?.amount, from?.perQuantity, fromSku, priceVaries]).toEqual(['107.1', 100, 'H1', true]);
    const same = cardOf(
      helmets({ prices: [price('H', '100', { perQuantity: 100 })] }, { prices: [price('H', '1')] }),
    );
    expect(same.priceVaries).toBe(false);
  });

  it('does not tell the price of what can no longer be had, unless nothing else is left', () => {
    const cheap = { prices: [price('H', '1')] };
    expect(cardOf(helmets({ ...gone, ...cheap }, {}))).toMatchObject({
      from: { amount: '41.64' },
      fromSku: 'H1',
      priceVaries: false,
    });
    expect(cardOf(helmets({ ...gone, ...cheap }, gone))).toMatchObject({
      from: { amount: '1.19' },
      fromSku: 'H0',
      priceVaries: true,
      stock: 'discontinued',
    });
  });

  it.each([
    ['in-stock', 3, [gone, soldOut, untold, waiting, { availableToSell: 3 }]],
    ['back-order', 0, [gone, soldOut, untold, waiting]],
    ['unknown', 0, [gone, soldOut, untold]],
    ['out-of-stock', 0, [gone, soldOut]],
    ['discontinued', 0, [gone, gone]],
    ['in-stock', 5, [{ availableToSell: 3 }, gone, { availableToSell: 2, status: 'discontinued' }]],
  ])('is %s with %i units by the best of its SKUs', (stock, available, some) => {
    for (const skus of [helmets(...some), helmets(...some.toReversed())])
      expect(cardOf(skus)).toMatchObject({ stock, available });
  });

  it('is of the language and the country', () => {
    const { name, from } = cardOf([helmet()], { country: 'FR', language: 'de' });
    expect([name, from?.amount, from?.taxRate]).toEqual(['Sporthelm', '41.99', '20']);
  });
});

describe('the SKUs of a product', () => {
  /** In which order they stand, in whichever they were read. */
  const order = (...some: Partial<Sku>[]) => {
    const [{ skus }, reversed] = [cardOf(helmets(...some)), cardOf(helmets(...some).toReversed())];
    expect(reversed.skus).toEqual(skus);
    return skus;
  };

  it('stand by colour, those without one first', () => {
    expect(order({ color: null }, { color: 'black' }, { color: 'red' }, { color: 'silver' })).toEqual([
      'H0',
      'H1',
      'H2',
      'H3',
    ]);
    expect(order({ color: 'black', size: 'XL' }, { color: 'red', size: 'S' })).toEqual(['H0', 'H1']);
  });

  it('stand by size within a colour: as on labels, or by number', () => {
    const labels = ['XXS', 'XS', 'S', 'M', 'L', 'XL', 'XXL'];
    expect(order(...labels.map((size) => ({ size })))).toEqual(labels.map((_, index) => `H${index}`));
    expect(order({ size: null }, { size: '9' }, { size: '44' }, { size: '100' }, { size: 'S' })).toEqual([
      'H0',
      'H1',
      'H2',
      'H3',
      'H4',
    ]);
  });

  it('stand by number where nothing else tells them apart', () => {
    const bare = { color: null, size: null };
    expect(order({ ...bare, sku: 'A1' }, { ...bare, sku: 'A2' }, { ...bare, sku: 'B1' })).toEqual([
      'A1',
      'A2',
      'B1',
    ]);
  });

  it('give each colour and size once', () => {
    const { colors, sizes } = cardOf(
      helmets(
        { color: 'red', size: 'S' },
        { color: 'red', size: 'M' },
        { color: 'black', size: 'S' },
        { color: null, size: null },
      ),
    );
    expect({ colors, sizes }).toEqual({ colors: ['black', 'red'], sizes: ['S', 'M'] });
  });
});

describe('the page of a product', () => {
  it('tells of each of its SKUs, and what takes the place of one that is gone', () => {
    const unit = { unit: 'C62', numerator: 1, denominator: 1, gtin: '2003528800068', sellable: true };
    const carton = { ...unit, unit: 'XCT', numerator: 12, gtin: '9', sellable: false };
    const skus = [
      helmet({ units: [carton, unit] }),
      helmet({ ...gone, sku: 'HL-U509-B', color: 'black', size: null, version: 3, prices: [] }),
    ];
    const page = pageOf(
      skus,
      pageFacts(skus, { substitute: alpsMap() }),
      { country: 'FR', language: 'de' },
      circumstances,
    );
    expect(page).toEqual({
      model: 'HL-U509',
      name: 'Sporthelm',
      description: 'Schützt den Kopf.',
      family: 'HLMT',
      familyName: 'Helmets',
      category: 'Accessories',
      skus: [
        {
          ...shownFacts({ color: 'black', size: null, unit: 'C62' }),
          ...{ sku: 'HL-U509-B', epoch: 1, version: 3, at, price: null, packs: [] },
          stock: {
            ...{ state: 'discontinued', available: 0, backOrderable: 0, expectedOn: null, locations: [] },
            incoming: [],
            ...{ estimated: false, asOf: new Date('2026-01-01T00:00:00Z') },
          },
          ...{ gtin: null, discontinued: true, components: [] },
        },
        {
          ...shownFacts({ color: 'red', size: 'M', unit: 'C62' }),
          ...{ sku: 'HL-U509-R', epoch: 1, version: 7, at, packs: [] },
          price: {
            ...{
              amount: '41.99',
              perQuantity: 1,
              unit: 'C62',
              taxIncluded: true,
              taxRate: '20',
              currency: 'EUR',
              version: 'L1',
            },
            ...{ list: 'WEB', because: 'list', regular: null, saleEndsAt: null, runnerUp: null },
          },
          stock: {
            ...{ state: 'in-stock', available: 15, backOrderable: 0, expectedOn: null },
            incoming: [],
            locations: [
              { location: 'B1', name: 'Main', city: 'Berlin', kind: 'warehouse', available: 12 },
              { location: 'L1', name: 'Shop', city: 'Lyon', kind: 'store', available: 3 },
            ],
            ...{ estimated: false, asOf: new Date('2026-01-01T00:00:00Z') },
          },
          ...{ gtin: '2003528800068', discontinued: false, components: [] },
        },
      ],
      substitute: { sku: 'MP-ALPS', model: 'MP-ALPS', name: 'Alpenkarte' },
    });
  });

  it('is there without a substitute, and is not there without a SKU', () => {
    expect(pageOf([alpsMap()], pageFacts([alpsMap()]), germany, circumstances)).toMatchObject({
      model: 'MP-ALPS',
      substitute: null,
    });
    expect(pageOf([], pageFacts([], { substitute: alpsMap() }), germany, circumstances)).toBeNull();
  });

  it('tells what is in a set', () => {
    const skus = [helmet(), helmet({ sku: 'ST-1', color: 'silver' })];
    const components = new Map([['ST-1', [{ sku: 'MP-ALPS', quantity: 2, name: 'Map', model: 'MP' }]]]);
    const page = pageOf(skus, pageFacts(skus, { components }), germany, circumstances);
    expect(page?.skus.map((sku) => sku.components)).toEqual([[], components.get('ST-1')]);
  });

  it('shows nothing of a SKU whose facts it does not know', () => {
    const page = pageOf([helmet()], pageFacts([]), germany, circumstances);
    expect(page?.skus[0]).toMatchObject(shownFacts({}));
  });
});

describe('the text of a product', () => {
  const texts = [
    { language: 'en-GB', name: 'Helmet', description: 'Red' },
    { language: 'de', name: 'Helm', description: 'Rot' },
  ];

  it.each([
    ['en', 'Helmet', 'Red'],
    ['en-US', 'Helmet', 'Red'],
    ['de-AT', 'Helm', 'Rot'],
    ['fr', 'Helmet', 'Red'],
  ])('in %s is %s: by language, else the seller’s own', (language, name, description) => {
    expect(textIn({ texts }, language)).toEqual({ name, description });
  });

  it('is empty where the seller wrote none', () => {
    expect(textIn({ texts: [] }, 'en')).toEqual({ name: '', description: '' });
  });
});
