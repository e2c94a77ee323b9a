import type { AccountBinding, Product } from '@throughline/events';
import { account, later, orderRequested, placedAt, price, product } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { bottlePrice, references } from '../fixtures/references.ts';
import { decidePlacement } from './placement.ts';
import type { PlacementReferences, PlacementRules } from './placement.ts';

const helmet = { line: 1, sku: 'HL-U509-R' };
const bottle = { line: 2, sku: 'WB-H098' };
const rules: PlacementRules = { graceMs: 15 * 60_000, strategy: 'most-specific', rounding: 'tax-group' };
const decide = (
  asked = orderRequested(),
  known: PlacementReferences = references(),
  { final = false, ...some }: Partial<PlacementRules> & { final?: boolean } = {},
) => decidePlacement(asked, known, { ...rules, ...some }, { at: later(1), final });
const boundTo = (some: Partial<AccountBinding>) =>
  account({ bindings: [{ source: 'demo', number: '10000', priceGroup: null, priceLists: [], ...some }] });
const placed = expect.objectContaining({ type: 'OrderPlaced' });
const rejected = (reason: string, lines: object[] = []) => ({
  type: 'OrderRejected',
  value: { order: 'W1', reason, lines, at: later(1) },
});
const changed = (line: object, current: { amount: string; version: string } | null) => ({
  ...line,
  reason: 'price-changed',
  available: null,
  price: current?.amount ?? null,
  priceVersion: current?.version ?? null,
});
const blamed = (reason: string, line: object) => ({
  ...line,
  reason,
  available: null,
  price: null,
  priceVersion: null,
});

describe('placing an order', () => {
  it('places it with all that the shopper saw and agreed to, and neither a key of the request nor whose it is', () => {
    const asked = orderRequested({ keyHash: 'k1', buyer: ['mail'], acceptBackOrder: true });
    const { keyHash: _, buyer: __, ...agreed } = asked;
    expect(decide(asked)).toEqual({
      type: 'OrderPlaced',
      value: agreed,
    });
  });

  it.each(['line', 'tax-group', 'document'] as const)(
    'places what adds up when tax is rounded by %s',
    (rounding) => {
      const asked = orderRequested({ rounding, shippingNet: '4.92' });
      expect(decide(asked, references(), { rounding })).toEqual(placed);
    },
  );

  it.each(['JPY', 'KWD'])('places what adds up in %s', (currency) => {
    const known = references({ prices: [price({ currency }), bottlePrice({ currency })] });
    expect(decide(orderRequested({ currency }), known)).toEqual(placed);
  });

  it('places an order of prices that contain tax', () => {
    const asked = orderRequested({ lines: [{ taxIncluded: true }, { taxIncluded: true }] });
    const known = references({ prices: [price({ taxIncluded: true }), bottlePrice({ taxIncluded: true })] });
    expect(decide(asked, known)).toEqual(placed);
  });
});

describe('the price of a line', () => {
  const inForce = (helmets: object, who = account()) =>
    decide(orderRequested(), references({ prices: [price(helmets), bottlePrice()], accounts: [who] }));
  const dealer = boundTo({ priceGroup: 'dealers' });
  const contractor = boundTo({ number: '20001' });
  const lister = boundTo({ priceLists: ['OWN'] });

  it('may be of the group of its account', () => {
    expect(inForce({ group: 'dealers' }, dealer)).toEqual(placed);
  });

  it('may be of the contract of its account, whose number the back office has given', () => {
    expect(inForce({ kind: 'contract', account: '20001' }, contractor)).toEqual(placed);
  });

  it('may be of a list of its account', () => {
    expect(inForce({ kind: 'customer-list', list: 'OWN' }, lister)).toEqual(placed);
  });

  it('may be for as many units as the line has', () => {
    expect(inForce({ minQuantity: 2 })).toEqual(placed);
    expect(inForce({ maxQuantity: 2 })).toEqual(placed);
  });

  it('is one of a list that the strategy of the seller takes', () => {
    const verdict = (priority: string[]) =>
      decide(orderRequested(), references(), { strategy: { priority } });
    expect(verdict(['LIST'])).toEqual(placed);
    expect(verdict(['OTHER'])).toEqual(
      rejected('price-changed', [changed(helmet, null), changed(bottle, null)]),
    );
  });

  it.each([
    ['of another amount', { amount: '29.75' }, account()],
    ['of several units', { perQuantity: 2 }, account()],
    ['of a unit that the line is not counted in', { unit: 'XCT' }, account()],
    ['for one unit less', { maxQuantity: 1 }, account()],
    ['of an unknown kind', { kind: 'quote' }, account()],
    ['of a group in another back office', { group: 'dealers', source: 'other' }, dealer],
    ['of a list that is not the customer’s', { kind: 'customer-list', list: 'KEY' }, lister],
    ['in another currency', { currency: 'USD' }, account()],
    ['with tax in it', { taxIncluded: true }, account()],
    ['for one unit more', { minQuantity: 3 }, account()],
    ['of a group, for an account without one', { group: 'dealers' }, account()],
    ['of another group', { group: 'clubs' }, dealer],
    ['of the contract of another account', { kind: 'contract', account: '20002' }, contractor],
    [
      'of a contract, for an account that the back office does not know',
      { account: '20001' },
      account({ bindings: [] }),
    ],
  ])('is not one %s', (_, stated, who) => {
    expect(inForce(stated, who)).toMatchObject({ value: { reason: 'price-changed', lines: [helmet] } });
  });

  it('is that of its own product, even where versions are called the same', () => {
    const asked = orderRequested({ lines: [{ priceVersion: 'V' }, { priceVersion: 'V' }] });
    const known = references({ prices: [price({ version: 'V' }), bottlePrice({ version: 'V' })] });
    expect(decide(asked, known)).toEqual(placed);
    const swapped = orderRequested({ lines: [{ priceVersion: 'Q1', unitPrice: '4.49' }, {}] });
    expect(decide(swapped, references(), { final: true })).toEqual(
      rejected('price-changed', [changed(helmet, price())]),
    );
  });

  it('is honoured from its start', () => {
    expect(inForce({ validFrom: placedAt })).toEqual(placed);
    expect(inForce({ validFrom: new Date(placedAt.getTime() + 1) })).toMatchObject({
      value: { reason: 'price-changed' },
    });
  });

  it('is honoured for the grace period after its end, as of when the button was pressed', () => {
    expect(inForce({ validTo: new Date(later(-15).getTime() + 1) })).toEqual(placed);
    expect(inForce({ validTo: later(-15) })).toEqual(rejected('price-changed', [changed(helmet, null)]));
  });

  it('is honoured for nobody once it was revoked, whenever the button was pressed, and is not the price of now', () => {
    const next = price({ version: 'P2', amount: '31', validFrom: later(-90) });
    const known = references({ prices: [price({ revokedAt: later(1) }), next, bottlePrice()] });
    expect(decide(orderRequested(), known)).toEqual(rejected('price-changed', [changed(helmet, next)]));
  });

  it('is nothing only where a price of nothing stands behind it', () => {
    const asked = orderRequested({ lines: [{ unitPrice: '0' }, {}] });
    expect(decide(asked)).toEqual(rejected('price-changed', [changed(helmet, price())]));
    const free = references({ prices: [price({ amount: '0' }), bottlePrice()] });
    expect(decide(asked, free)).toEqual(placed);
  });

  it('is weighed as its back office declares, and may be a special without the regular price being known', () => {
    const strategy = new Map([['demo', 'regular-or-lower-sale' as const]]);
    const special = price({ kind: 'sale' });
    const known = references({ prices: [special, bottlePrice()] });
    expect(decide(orderRequested(), known, { strategy })).toEqual(placed);
    const [eight, nine] = [8, 9].map((amount) =>
      price({ version: `S${amount}`, kind: 'sale', amount: String(amount), validFrom: later(-amount) }),
    );
    const ended = price({ validTo: later(-60) });
    const list = price({ version: 'P2' });
    const stale = references({ prices: [ended, list, eight!, nine!, bottlePrice()] });
    expect(decide(orderRequested(), stale, { strategy })).toEqual(
      rejected('price-changed', [changed(helmet, eight!)]),
    );
    expect(decide(orderRequested(), stale, { strategy: new Map() })).toEqual(
      rejected('price-changed', [changed(helmet, eight!)]),
    );
    const later9 = { ...nine!, validFrom: later(-1) };
    const otherwise = references({ prices: [ended, list, eight!, later9, bottlePrice()] });
    expect(decide(orderRequested(), otherwise, { strategy: new Map() })).toEqual(
      rejected('price-changed', [changed(helmet, later9)]),
    );
  });

  it('is asked of each line: the stale one alone is blamed', () => {
    const now = price({ version: 'P2', amount: '31', validFrom: later(-20) });
    const helmetEnded = [price({ validTo: later(-20) }), now, bottlePrice()];
    expect(decide(orderRequested(), references({ prices: helmetEnded }))).toEqual(
      rejected('price-changed', [changed(helmet, now)]),
    );
    const cheaper = bottlePrice({ version: 'Q2', amount: '4.29' });
    const bottleEnded = [price(), bottlePrice({ validTo: later(-20) }), cheaper];
    expect(decide(orderRequested(), references({ prices: bottleEnded }))).toEqual(
      rejected('price-changed', [changed(bottle, cheaper)]),
    );
    const bothEnded = [price({ validTo: later(-20) }), now, bottlePrice({ validTo: later(-20) }), cheaper];
    expect(decide(orderRequested(), references({ prices: bothEnded }))).toEqual(
      rejected('price-changed', [changed(helmet, now), changed(bottle, cheaper)]),
    );
  });
});

describe('the price that a rejection names', () => {
  const ended = price({ validTo: later(-60) });
  const list = price({ version: 'P2', amount: '31' });
  const named = (candidates: object[], who = account(), some: Partial<PlacementRules> = {}) =>
    decide(
      orderRequested(),
      references({
        prices: [ended, bottlePrice(), ...candidates.map((each) => price(each))],
        accounts: [who],
      }),
      some,
    );
  const names = (current: { amount: string; version: string } | null) =>
    rejected('price-changed', [changed(helmet, current)]);
  const group = price({ version: 'G2', group: 'dealers', amount: '28' });
  const contract = price({ version: 'C2', kind: 'contract', account: '20001', amount: '27' });

  it('is that of the group or the contract of the account', () => {
    const all = [list, group, contract];
    expect(named(all)).toEqual(names(list));
    expect(named(all, boundTo({ priceGroup: 'dealers' }))).toEqual(names(group));
    expect(named(all, boundTo({ number: '20001' }))).toEqual(names(contract));
  });

  it('is for the units of the line', () => {
    const pair = price({ version: 'P3', minQuantity: 2, amount: '30' });
    const three = price({ version: 'P4', minQuantity: 3, amount: '25' });
    expect(named([list, pair, three])).toEqual(names(pair));
  });

  it('is in the currency of the order', () => {
    expect(named([price({ version: 'P5', currency: 'USD', amount: '1' })])).toEqual(names(null));
  });

  it('is the one in force when it is decided', () => {
    const next = price({ version: 'P6', amount: '32', validFrom: later(1) });
    const afterNext = price({ version: 'P7', amount: '33', validFrom: later(2) });
    expect(named([{ ...list, validTo: later(1) }, next, afterNext])).toEqual(names(next));
  });

  it('follows the strategy of the seller', () => {
    const cheap = price({ version: 'P8', amount: '26' });
    const who = boundTo({ number: '20001' });
    expect(named([cheap, contract], who)).toEqual(names(contract));
    expect(named([cheap, contract], who, { strategy: 'lowest' })).toEqual(names(cheap));
  });

  it('is none when the only version was removed', () => {
    const known = references({ prices: [bottlePrice()] });
    const removed = { ...known, prices: new Map([...known.prices, ['HL-U509-R', new Map([['P1', null]])]]) };
    expect(decide(orderRequested(), removed)).toEqual(names(null));
  });
});

describe('what nobody has told of yet', () => {
  const everything = {
    products: { 'HL-U509-R': product(), 'WB-H098': product() },
    prices: [price(), bottlePrice()],
  };
  const other = bottlePrice({ version: 'Q0', amount: '4.19' });

  it.each([
    ['the account', { accounts: [] }, rejected('unknown-account')],
    [
      'the first product',
      { products: { 'WB-H098': product() } },
      rejected('unknown-product', [blamed('unknown-product', helmet)]),
    ],
    [
      'the second product',
      { products: { 'HL-U509-R': product() } },
      rejected('unknown-product', [blamed('unknown-product', bottle)]),
    ],
    [
      'both products',
      { products: {} },
      rejected('unknown-product', [blamed('unknown-product', helmet), blamed('unknown-product', bottle)]),
    ],
    ['the first price', { prices: [bottlePrice()] }, rejected('price-changed', [changed(helmet, null)])],
    [
      'the version of the second price',
      { prices: [price(), other] },
      rejected('price-changed', [changed(bottle, other)]),
    ],
  ])('is waited for, and rejected in the end: %s', (_, some, verdict) => {
    const known = references({ ...everything, ...some });
    expect(decide(orderRequested(), known)).toEqual({ type: 'Wait' });
    expect(decide(orderRequested(), known, { final: true })).toEqual(verdict);
  });

  it('takes nothing from an order of which all is known in the end', () => {
    expect(decide(orderRequested(), references(), { final: true })).toEqual(placed);
  });
});

describe('an order that cannot be', () => {
  it('names a product that is gone, and not the other', () => {
    const known = references({ products: { 'HL-U509-R': product(), 'WB-H098': null } });
    expect(decide(orderRequested(), known)).toEqual(
      rejected('unknown-product', [blamed('unknown-product', bottle)]),
    );
  });

  it('names the product that is gone before the price that has changed', () => {
    const known = references({
      products: { 'HL-U509-R': product(), 'WB-H098': null },
      prices: [price({ amount: '31' }), bottlePrice()],
    });
    expect(decide(orderRequested(), known)).toEqual(
      rejected('unknown-product', [blamed('unknown-product', bottle)]),
    );
  });

  it.each([
    ['orders', true],
    ['shipments', false],
    ['quotations', true],
  ])('is of an account that is refused more than shipments: %s', (refused, isRefused) => {
    const accounts = [account({ blockedFor: [refused] })];
    expect(decide(orderRequested(), references({ accounts }))).toEqual(
      isRefused ? rejected('account-blocked') : placed,
    );
    const both = [account({ blockedFor: ['shipments', refused] })];
    expect(decide(orderRequested(), references({ accounts: both }))).toEqual(
      isRefused ? rejected('account-blocked') : placed,
    );
  });

  it.each([
    ['of an unknown kind', { kind: 'subscription' }, false],
    ['counted in parts of a unit', { quantityScale: 3 }, false],
    ['a service', { kind: 'service' }, true],
  ])('names a product that is %s, unless that is known', (_, some, isSold) => {
    const products = { 'HL-U509-R': product(some), 'WB-H098': product() };
    expect(decide(orderRequested(), references({ products }))).toEqual(
      isSold ? placed : rejected('unknown-product', [blamed('unknown-product', helmet)]),
    );
  });

  it('is of a blocked account, whatever else is wrong', () => {
    const blocked = [account({ blockedFor: ['orders'] })];
    expect(decide(orderRequested(), references({ accounts: blocked }))).toEqual(rejected('account-blocked'));
    const gone = references({ accounts: blocked, products: { 'HL-U509-R': null, 'WB-H098': product() } });
    expect(decide(orderRequested(), gone)).toEqual(rejected('account-blocked'));
  });
});

describe('the unit of a line', () => {
  const unit = (code: string, numerator: number, some: Partial<Product['units'][number]> = {}) => {
    return { unit: code, numerator, denominator: 1, gtin: null, sellable: true, ...some };
  };
  const inUnits = (line: object, units: Product['units'], prices = [price(), bottlePrice()]) => {
    const products = { 'HL-U509-R': product({ units }), 'WB-H098': product() };
    return decide(orderRequested({ lines: [line, {}] }), references({ products, prices }));
  };
  const notSold = rejected('unit-not-sold', [blamed('unit-not-sold', helmet)]);
  const cartons = { unit: 'XCT', unitQuantity: 3, quantity: 36, unitPrice: '356.88' };
  const carton = [unit('C62', 1), unit('XCT', 12)];

  it('may be one of pack, at what that comes to of the price of the base unit', () => {
    expect(inUnits(cartons, carton)).toEqual(placed);
    expect(inUnits({ ...cartons, unitPrice: '356.89' }, carton)).toEqual(
      rejected('price-changed', [changed(helmet, { ...price(), amount: '356.88' })]),
    );
  });

  it('may have a price of its own, or one of several of it', () => {
    const own = price({ unit: 'XCT', amount: '340' });
    expect(inUnits({ ...cartons, unitPrice: '340' }, carton, [own, bottlePrice()])).toEqual(placed);
    const per = { ...cartons, unitPrice: '1000', perQuantity: 3 };
    const three = price({ unit: 'XCT', amount: '1000', perQuantity: 3 });
    expect(inUnits(per, carton, [three, bottlePrice()])).toEqual(placed);
    expect(inUnits({ ...per, perQuantity: 1 }, carton, [three, bottlePrice()])).toMatchObject({
      value: { reason: 'price-changed', lines: [helmet] },
    });
  });

  it('is converted as the back office does that declares how', () => {
    const odd = [unit('C62', 1), { ...unit('XBX', 10), denominator: 3 }];
    const strategy = new Map([['demo', 'regular-or-lower-sale' as const]]);
    const line = { unit: 'XBX', unitQuantity: 3, quantity: 10 };
    const products = { 'HL-U509-R': product({ units: odd }), 'WB-H098': product() };
    const known = references({ products, prices: [price({ amount: '10' }), bottlePrice()] });
    const asked = (some: object) => orderRequested({ lines: [{ ...line, ...some }, {}] });
    const [rounded, exact] = [{ unitPrice: '33.3333' }, { unitPrice: '100', perQuantity: 3 }].map(asked);
    expect(decide(rounded, known, { strategy })).toEqual(placed);
    expect(decide(exact, known, { strategy })).toMatchObject({ value: { reason: 'price-changed' } });
    expect(decide(exact, known)).toEqual(placed);
    expect(decide(rounded, known)).toMatchObject({ value: { reason: 'price-changed' } });
  });

  it('has breaks in base units', () => {
    const break36 = price({ minQuantity: 36 });
    expect(inUnits(cartons, carton, [break36, bottlePrice()])).toEqual(placed);
    const break37 = price({ minQuantity: 37 });
    expect(inUnits(cartons, carton, [break37, bottlePrice()])).toMatchObject({
      value: { reason: 'price-changed', lines: [helmet] },
    });
  });

  it.each<[string, object, Product['units']]>([
    ['a unit that the product does not have', { unit: 'XCT' }, [unit('C62', 1)]],
    ['a unit where none but the base unit is stated', { unit: 'XCT' }, []],
    ['a unit that no order may name', cartons, [unit('C62', 1), unit('XCT', 12, { sellable: false })]],
    [
      'the base unit, when no order may name that',
      {},
      [unit('C62', 1, { sellable: false }), unit('XCT', 12)],
    ],
    ['a carton that held more', cartons, [unit('C62', 1), unit('XCT', 10)]],
    [
      'parts of a base unit',
      { ...cartons, unitQuantity: 1, quantity: 1 },
      [unit('XCT', 3, { denominator: 2 })],
    ],
    ['as many base units as there are not in it', { ...cartons, quantity: 35 }, carton],
  ])('is not one that is sold: %s', (_, line, units) => {
    expect(inUnits(line, units)).toEqual(notSold);
  });

  it('is not sold in parts', () => {
    const whole = orderRequested();
    const [first, second] = whole.lines;
    const asked = { ...whole, lines: [{ ...first!, quantity: 1.5, unitQuantity: 1.5 }, second!] };
    expect(decide(asked)).toEqual(notSold);
  });

  it('may be less than a base unit, as long as the quantity comes to whole ones', () => {
    const halves = { unit: 'XHA', unitQuantity: 4, quantity: 2, unitPrice: '29.74', perQuantity: 2 };
    expect(inUnits(halves, [unit('XHA', 1, { denominator: 2 })])).toEqual(placed);
  });

  it('is the base unit in a request from before units were told', () => {
    expect(inUnits({ unit: '', unitQuantity: 2 }, [])).toEqual(placed);
    const before = orderRequested();
    const [first, second] = before.lines;
    const asked = { ...before, lines: [{ ...first!, unit: '', unitQuantity: 0 }, second!] };
    expect(decide(asked)).toEqual(placed);
    const products = { 'HL-U509-R': product({ units: carton }), 'WB-H098': product() };
    expect(decide(asked, references({ products }))).toEqual(placed);
  });
});

describe('a kit', () => {
  const recipe = [
    { sku: 'A', quantity: 2 },
    { sku: 'B', quantity: 1 },
  ];
  const sold = (components: Product['components'], known: Product['components']) => {
    const products = { 'HL-U509-R': product({ kind: 'kit', components: known }), 'WB-H098': product() };
    return decide(orderRequested({ lines: [{ components }, {}] }), references({ products }));
  };

  it('is sold by the recipe of the seller, in whatever order that is told', () => {
    expect(sold(recipe, recipe)).toEqual(placed);
    expect(sold(recipe.toReversed(), recipe)).toEqual(placed);
  });

  it.each([
    ['of which there is more', [{ sku: 'A', quantity: 3 }, recipe[1]!]],
    ['with a component less', [recipe[0]!]],
    ['with a component more', [...recipe, { sku: 'C', quantity: 1 }]],
    ['with another component', [recipe[0]!, { sku: 'C', quantity: 1 }]],
    ['that is none any more', []],
  ])('has changed when its recipe is one %s', (_, known) => {
    expect(sold(recipe, known)).toEqual(rejected('kit-changed', [blamed('kit-changed', helmet)]));
  });

  it('is none that was sold as something else', () => {
    expect(sold([], recipe)).toEqual(rejected('kit-changed', [blamed('kit-changed', helmet)]));
  });
});

describe('totals', () => {
  const [helmets, bottles] = orderRequested().lines;
  const lines = (first: object, second: object = {}) => [
    { ...helmets!, ...first },
    { ...bottles!, ...second },
  ];

  it.each([
    ['a net total of a cent more', { net: '77.86' }],
    ['a tax of a cent more', { tax: '13.18' }],
    ['a gross total of a cent less', { gross: '91.01' }],
    ['the tax and the gross total of another rounding', { tax: '13.18', gross: '91.03' }],
    ['shipping that is finer than a cent', { shippingNet: '4.901' }],
    ['shipping of another rate', { shippingTaxRate: '7' }],
    ['a first line that states a cent more', { lines: lines({ net: '59.49' }) }],
    ['a second line that states a cent less', { lines: lines({}, { net: '13.46' }) }],
    ['lines that state the amount of each other', { lines: lines({ net: '13.47' }, { net: '59.48' }) }],
    ['one number for both lines', { lines: lines({}, { line: 1 }) }],
    ['another rounding', { rounding: 'line' }],
  ])('do not agree with %s', (_, some) => {
    expect(decide({ ...orderRequested(), ...some })).toEqual(rejected('totals-differ'));
  });

  it.each([
    ['no line', { lines: [] }],
    ['a line of no units', { lines: [{}, { quantity: 0 }] }],
  ])('do not agree with %s, though they add up', (_, some) => {
    const known = references({ prices: [price(), bottlePrice({ minQuantity: 0 })] });
    expect(decide(orderRequested(some), known)).toEqual(rejected('totals-differ'));
  });

  it('agree with lines of one unit, down to the last line', () => {
    expect(decide(orderRequested({ lines: [{ quantity: 1 }, { quantity: 1 }] }))).toEqual(placed);
  });

  it('do not agree with less than no units, though they add up', () => {
    const asked = {
      ...orderRequested(),
      // 59.48 - 4.49 + 4.9, with 12.23 - 0.31 of tax.
      lines: lines({}, { quantity: -1, unitQuantity: -1, net: '-4.49' }),
      net: '59.89',
      tax: '11.92',
      gross: '71.81',
    };
    const known = references({ prices: [price(), bottlePrice({ minQuantity: -1 })] });
    expect(decide(asked, known)).toEqual(rejected('totals-differ'));
  });

  it('do not agree in a currency that is none', () => {
    const known = references({ prices: [price({ currency: 'XXX' }), bottlePrice({ currency: 'XXX' })] });
    expect(decide(orderRequested({ currency: 'XXX' }), known)).toEqual(rejected('totals-differ'));
  });

  it('leave a failure that says nothing of amounts to the caller', () => {
    const broken = Object.defineProperty(orderRequested(), 'net', {
      get: () => {
        throw new TypeError('No request');
      },
    });
    expect(() => decide(broken)).toThrow(new TypeError('No request'));
  });
});

describe('shipping', () => {
  // 19 % of 59.48 is 11.3012 and of 4.92 is 0.9348: 12.23 apart and 12.24 together, and 0.94 of the bottles.
  it.each([
    ['with the goods of its class', '13.18', '91.05'],
    ['apart from them', '13.17', '91.04'],
  ])('may be taxed %s', (_, tax, gross) => {
    const asked = { ...orderRequested({ shippingNet: '4.92' }), net: '77.87', tax, gross };
    expect(decide(asked)).toEqual(placed);
  });

  it.each([
    ['a cent more', '13.19', '91.06'],
    ['a cent less', '13.16', '91.03'],
  ])('is not taxed %s than either', (_, tax, gross) => {
    const asked = { ...orderRequested({ shippingNet: '4.92' }), net: '77.87', tax, gross };
    expect(decide(asked)).toEqual(rejected('totals-differ'));
  });

  // 19 % of 13.18 is 2.5042 and of 4.9 is 0.931: 3.43 apart and 3.44 together, 12.23 with the helmets either way.
  it.each([
    ['the second', [{}, { quantity: 2, unitPrice: '6.59', taxCategory: 'eco', taxRate: '19' }]],
    [
      'the first',
      [
        { sku: 'WB-H098', priceVersion: 'Q1', quantity: 2, unitPrice: '6.59', taxCategory: 'eco' },
        {
          sku: 'HL-U509-R',
          priceVersion: 'P1',
          quantity: 2,
          unitPrice: '29.74',
          taxCategory: 'standard',
          taxRate: '19',
        },
      ],
    ],
  ])('may be taxed with any class of its rate, such as that of %s line', (_, lines) => {
    const asked = { ...orderRequested({ lines }), net: '77.56', tax: '14.74', gross: '92.3' };
    const known = references({ prices: [price(), bottlePrice({ amount: '6.59' })] });
    expect(decide(asked, known)).toEqual(placed);
  });

  it('may be of a rate that no line has', () => {
    // 11.30 of the helmets, 0.94 of the bottles and none of shipping.
    const asked = { ...orderRequested({ shippingTaxRate: '0' }), tax: '12.24', gross: '90.09' };
    expect(decide(asked)).toEqual(placed);
  });
});
