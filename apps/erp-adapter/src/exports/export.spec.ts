import { describe, expect, it } from 'vitest';
import { erpLine, erpOrder, placedLine, placedOrder, recipient } from './fixtures/documents.ts';
import { differencesFrom, documentFor, isWhollyCancelled } from './export.ts';

const units = (of: Readonly<Record<number, number>>) =>
  new Map(Object.entries(of).map(([line, quantity]) => [Number(line), quantity]));
const none = units({});

describe('the document', () => {
  it('says what was ordered, at which price, and what of it was cancelled', () => {
    const company = recipient({ company: 'Fahrrad Müller GmbH', phone: '+49 30 123' });
    expect(documentFor(placedOrder(), units({ 1: 3, 3: 1 }), '10000', company)).toEqual({
      order: '10001',
      customer: '10000',
      currency: 'EUR',
      placedAt: new Date('2026-11-20T10:00:00Z'),
      shippingNet: '4.55',
      recipient: company,
      lines: [
        { line: 1, sku: 'GUIDE', unitNet: '6.5', ordered: 4, cancelled: 3 },
        { line: 2, sku: 'BIKE', unitNet: '100', ordered: 1, cancelled: 0 },
        { line: 3, sku: 'BELL', unitNet: '9.95', ordered: 2, cancelled: 1 },
      ],
    });
  });

  it('cancels no more units of a line than were ordered', () => {
    const { lines } = documentFor(placedOrder(), units({ 1: 4, 2: 2, 3: 1 }), '10000', recipient());
    expect(lines.map(({ ordered, cancelled }) => [ordered, cancelled])).toEqual([
      [4, 4],
      [1, 1],
      [2, 1],
    ]);
  });

  it('has the date of an order that was kept as text', () => {
    const kept = JSON.parse(JSON.stringify(placedOrder())) as ReturnType<typeof placedOrder>;
    expect(documentFor(kept, none, '10000', recipient()).placedAt).toEqual(new Date('2026-11-20T10:00:00Z'));
  });

  it.each([
    ['EUR', { quantity: 3, unitPrice: '119', net: '300' }, '100'],
    ['EUR', { quantity: 3, unitPrice: '39.67', net: '100.01' }, '33.3367'],
    ['JPY', { quantity: 7, unitPrice: '119', net: '700' }, '100'],
    ['KWD', { quantity: 3, unitPrice: '0.992', net: '2.501' }, '0.8337'],
  ])(
    'states prices without tax, also those that were shown with it in %s: %j',
    (currency, shown, unitNet) => {
      const lines = [
        placedLine({ line: 1, ...shown, taxIncluded: true }),
        placedLine({ quantity: 3, unitPrice: '39.67', net: '119.01' }),
      ];
      const document = documentFor(placedOrder({ currency, lines }), none, '10000', recipient());
      expect(document.currency).toBe(currency);
      expect(document.lines.map((line) => line.unitNet)).toEqual([unitNet, '39.67']);
    },
  );
});

describe('reading it back', () => {
  it('finds no difference where there is none, however figures are written', () => {
    expect(differencesFrom(placedOrder(), none, erpOrder())).toEqual([]);
    const written = erpOrder({ net: '150.4500', tax: '25.470', gross: '175.92000' });
    expect(differencesFrom(placedOrder(), none, written)).toEqual([]);
    expect(differencesFrom(placedOrder({ net: '150.450' }), none, written)).toEqual([]);
  });

  it('finds none either where lines come in another order', () => {
    const theirs = erpOrder();
    expect(differencesFrom(placedOrder(), none, { ...theirs, lines: theirs.lines.toReversed() })).toEqual([]);
  });

  it('names every figure that is not ours, of every line', () => {
    const theirs = erpOrder(
      { currency: 'CHF', net: '150.46', tax: '25.46', gross: '200' },
      { 1: { sku: 'MAP', ordered: 5, cancelled: 1 }, 2: { line: 4, ordered: 6 }, 3: { ordered: 1 } },
    );
    expect(differencesFrom(placedOrder(), none, theirs)).toEqual([
      { field: 'currency', ours: 'EUR', theirs: 'CHF' },
      { field: 'lines[1].sku', ours: 'GUIDE', theirs: 'MAP' },
      { field: 'lines[1].ordered', ours: '4', theirs: '5' },
      { field: 'lines[1].cancelled', ours: '0', theirs: '1' },
      { field: 'lines[2]', ours: '1 × BIKE', theirs: 'missing' },
      { field: 'lines[3].ordered', ours: '2', theirs: '1' },
      { field: 'lines[4]', ours: 'none', theirs: '6 × BIKE' },
      { field: 'net', ours: '150.45', theirs: '150.46' },
      { field: 'tax', ours: '25.47', theirs: '25.46' },
      { field: 'gross', ours: '175.92', theirs: '200' },
    ]);
  });

  it('expects what the shopper saw, whatever would be computed of it now', () => {
    const seen = { net: '150.44', tax: '25.48', gross: '175.93' };
    expect(differencesFrom(placedOrder(seen), none, erpOrder(seen))).toEqual([]);
    expect(differencesFrom(placedOrder(seen), units({ 1: 0, 3: 0 }), erpOrder(seen))).toEqual([]);
    expect(differencesFrom(placedOrder(seen), none, erpOrder())).toEqual([
      { field: 'net', ours: '150.44', theirs: '150.45' },
      { field: 'tax', ours: '25.48', theirs: '25.47' },
      { field: 'gross', ours: '175.93', theirs: '175.92' },
    ]);
  });

  it('names a line that the back office has and we have not', () => {
    const theirs = erpOrder();
    const lines = [...theirs.lines, erpLine({ line: 9, sku: 'GIFT', ordered: 1 })];
    expect(differencesFrom(placedOrder(), none, { ...theirs, lines })).toEqual([
      { field: 'lines[9]', ours: 'none', theirs: '1 × GIFT' },
    ]);
  });
});

describe('reading it back when units were cancelled', () => {
  /** One guide, the bike and one bell are left. */
  const cancelled = units({ 1: 3, 3: 1 });
  const left = { net: '121', tax: '22.22', gross: '143.22' };
  const lines = { 1: { cancelled: 3 }, 3: { cancelled: 1 } };

  it('compares with what is left', () => {
    expect(differencesFrom(placedOrder(), cancelled, erpOrder(left, lines))).toEqual([]);
    expect(differencesFrom(placedOrder(), cancelled, erpOrder())).toEqual([
      { field: 'lines[1].cancelled', ours: '3', theirs: '0' },
      { field: 'lines[3].cancelled', ours: '1', theirs: '0' },
      { field: 'net', ours: '121', theirs: '150.45' },
      { field: 'tax', ours: '22.22', theirs: '25.47' },
      { field: 'gross', ours: '143.22', theirs: '175.92' },
    ]);
  });

  it('does not expect units to be cancelled that have left', () => {
    const shipped = { 1: { shipped: 2, cancelled: 2 }, 3: { shipped: 1, cancelled: 1 }, 2: { shipped: 1 } };
    const rest = { net: '127.5', tax: '22.67', gross: '150.17' };
    const unwanted = units({ 1: 3, 2: 1, 3: 1 });
    expect(differencesFrom(placedOrder(), unwanted, erpOrder(rest, shipped))).toEqual([]);
  });

  it('expects none where more has left than was ordered', () => {
    const theirs = erpOrder({}, { 3: { ordered: 3, shipped: 3 } });
    expect(differencesFrom(placedOrder(), units({ 3: 2 }), theirs)).toEqual([
      { field: 'lines[3].ordered', ours: '2', theirs: '3' },
    ]);
  });

  it('takes a line that is not there for one of which nothing has left', () => {
    const theirs = erpOrder(left, lines);
    const without = { ...theirs, lines: theirs.lines.filter(({ line }) => line !== 3) };
    expect(differencesFrom(placedOrder(), cancelled, without)).toEqual([
      { field: 'lines[3]', ours: '2 × BELL', theirs: 'missing' },
    ]);
  });

  it('owes nothing, and no shipping, when all of it was cancelled, even more often than ordered', () => {
    const all = { 1: { cancelled: 4 }, 2: { cancelled: 1 }, 3: { cancelled: 2 } };
    const nothing = { net: '0', tax: '0', gross: '0' };
    for (const more of [0, 1]) {
      const unwanted = units({ 1: 4 + more, 2: 1, 3: 2 + more });
      expect(differencesFrom(placedOrder(), unwanted, erpOrder(nothing, all))).toEqual([]);
    }
  });

  it('still owes shipping when all that is left was given away', () => {
    const free = placedOrder({ lines: [placedLine({ line: 1, unitPrice: '0', net: '0' }), placedLine()] });
    const theirs = { net: '4.55', tax: '0.86', gross: '5.41' };
    const document = erpOrder({
      ...theirs,
      lines: [
        erpLine({ line: 1, shipped: 1, unitPrice: '0', net: '0' }),
        erpLine({ cancelled: 1, net: '0' }),
      ],
    });
    expect(differencesFrom(free, units({ 1: 1, 2: 1 }), document)).toEqual([]);
  });

  it('taxes shipping apart where no line has its rate', () => {
    const food = placedLine({
      line: 1,
      quantity: 2,
      unitPrice: '6.5',
      net: '13',
      taxCategory: 'reduced',
      taxRate: '7',
    });
    const placed = placedOrder({ lines: [food, { ...food, line: 2, sku: 'MAP' }] });
    const [first, second] = [1, 2].map((line) => erpLine({ line, ordered: 2 }));
    const document = erpOrder({
      lines: [
        { ...first!, sku: 'BIKE', cancelled: 1 },
        { ...second!, sku: 'MAP' },
      ],
      // 6.50 + 13.00 at 7 % is 1.365, 4.55 at 19 % is 0.8645.
      ...{ net: '24.05', tax: '2.23', gross: '26.28' },
    });
    expect(differencesFrom(placed, units({ 1: 1 }), document)).toEqual([]);
  });

  it.each([
    // Two lines of 7 cents are taxed 0.0133 each and 0.0266 together; 10 cents of another class 0.019, and 4 cents 0.0076.
    ['line', '0.1', { net: '0.24', tax: '0.04', gross: '0.28' }],
    ['tax-group', '0.1', { net: '0.24', tax: '0.05', gross: '0.29' }],
    ['document', '0.1', { net: '0.24', tax: '0.05', gross: '0.29' }],
    ['line', '0.04', { net: '0.18', tax: '0.03', gross: '0.21' }],
    ['tax-group', '0.04', { net: '0.18', tax: '0.04', gross: '0.22' }],
    ['document', '0.04', { net: '0.18', tax: '0.03', gross: '0.21' }],
    ['by the moon', '0.04', { net: '0.18', tax: '0.04', gross: '0.22' }],
  ])('rounds tax as the order did: %s, with %s of another class', (rounding, other, theirs) => {
    const placed = placedOrder({
      rounding,
      shippingNet: '0',
      lines: [
        placedLine({ line: 1, quantity: 2, unitPrice: '0.07', net: '0.14' }),
        placedLine({ line: 2, unitPrice: '0.07', net: '0.07' }),
        placedLine({ line: 3, unitPrice: other, net: other, taxCategory: 'books' }),
      ],
    });
    const lines = [
      erpLine({ line: 1, ordered: 2, cancelled: 1 }),
      erpLine({ line: 2 }),
      erpLine({ line: 3 }),
    ];
    expect(differencesFrom(placed, units({ 1: 1 }), erpOrder({ ...theirs, lines }))).toEqual([]);
  });

  it.each([
    ['JPY', { unitPrice: '1480', shipping: '500' }, { net: '4940', tax: '939', gross: '5879' }],
    ['KWD', { unitPrice: '1.235', shipping: '0.505' }, { net: '4.21', tax: '0.8', gross: '5.01' }],
  ])('counts in the minor unit of %s', (currency, { unitPrice, shipping }, theirs) => {
    const lines = [1, 2].map((line) => placedLine({ line, quantity: 2, unitPrice, net: '0' }));
    const document = erpOrder({
      ...theirs,
      currency,
      lines: [erpLine({ line: 1, ordered: 2, cancelled: 1 }), erpLine({ line: 2, ordered: 2 })],
    });
    const placed = placedOrder({ currency, lines, shippingNet: shipping });
    expect(differencesFrom(placed, units({ 1: 1 }), document)).toEqual([]);
  });
});

describe('an order of several lines', () => {
  it.each([
    [{}, false],
    [{ 1: 4, 2: 1 }, false],
    [{ 1: 4, 2: 1, 3: 1 }, false],
    [{ 1: 4, 2: 1, 3: 2 }, true],
    [{ 1: 5, 2: 1, 3: 2 }, true],
  ])('of which %j was cancelled has nothing left: %s', (cancelled, nothing) => {
    expect(isWhollyCancelled(placedOrder(), units(cancelled))).toBe(nothing);
  });
});
