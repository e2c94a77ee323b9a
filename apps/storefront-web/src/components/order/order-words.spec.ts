import { describe, expect, it } from 'vitest';
import type { Order, OrderLine } from '../../api/types.ts';
import { catalogues } from '../../texts/catalogues.ts';
import {
  amendmentNotes,
  amendmentSentence,
  cancellationSentence,
  isGone,
  isShoppersStep,
  stepDetail,
  stepTitle,
  trackingOf,
} from './order-words.ts';

const { en, de } = catalogues;
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

const line = (number: number, name: string, more: Partial<OrderLine> = {}): OrderLine => ({
  ...{ line: number, sku: name, name, model: name, color: null, size: null, added: false, replaces: null },
  substitute: null,
  ...{ quantity: 5, documented: null, unit: '', unitQuantity: 5, components: [], net: '10', gross: '11.9' },
  ...{ taxRate: '19', reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
  credited: 0,
  ...more,
});
const order = {
  state: 'in-fulfilment',
  lines: [
    line(1, 'Mountain-500', { color: 'black', size: '44' }),
    line(2, 'Mountain-400', { color: 'silver', added: true, replaces: 1, quantity: 2 }),
    line(3, 'Pump', { substitute: { sku: 'PU-2', name: 'Minipump', model: 'M2', color: 'red', size: null } }),
  ],
};

describe('what the seller changed', () => {
  const said = (kind: string, more: Partial<Parameters<typeof amendmentSentence>[0]> = {}) => {
    const amendment = { kind, line: 1, replaces: null, was: '', is: '', ...more };
    return [en, de].map((t, index) =>
      plain(amendmentSentence(amendment, order, t, index === 0 ? 'en' : 'de')),
    );
  };
  const bike = 'Mountain-500, black, 44';
  const rad = 'Mountain-500, schwarz, 44';

  it.each([
    [said('lowered', { was: '5 × BK-1', is: '3 × BK-1' }), `2 of 5 ${bike} will not be delivered.`],
    [said('lowered', { was: '5', is: '3' }), `2 of 5 ${bike} will not be delivered.`],
    [said('lowered', { was: '5', is: '' }), `Something about ${bike} was changed.`],
    [said('lowered', { was: '', is: '3' }), `Something about ${bike} was changed.`],
    [said('raised', { was: '5 × BK-1', is: '6 × BK-1' }), `1 more of ${bike} added.`],
    [said('raised', { was: '', is: '6' }), `Something about ${bike} was changed.`],
    [said('raised', { was: '5', is: '' }), `Something about ${bike} was changed.`],
    [said('removed', { was: '5 × BK-1' }), `${bike} will not be delivered.`],
    [said('restored', { is: '5 × BK-1' }), `${bike} will be delivered after all.`],
    [
      said('substituted', { line: 2, replaces: 1, was: 'A', is: 'B' }),
      `The seller replaced ${bike} with Mountain-400, silver.`,
    ],
    [
      said('substituted', { line: 9, replaces: 8, was: 'FR-1', is: 'FR-2' }),
      'The seller replaced FR-1 with FR-2.',
    ],
    [said('substituted', { line: 9, was: 'FR-1', is: '12 × FR-2' }), 'The seller replaced FR-1 with FR-2.'],
    [
      said('substituted', { line: 9, was: '3 × SET 2 × TU', is: 'SET 4 × TU' }),
      'The seller replaced SET 2 × TU with SET 4 × TU.',
    ],
    [
      said('substituted', { line: 3, was: '2 × PU-1', is: '2 × PU-2' }),
      'The seller replaced Pump with Minipump, red.',
    ],
    [said('substituted', { was: '5 × BK-1', is: '5 × BK-2' }), `The seller replaced ${bike} with BK-2.`],
    [said('split', { line: 2, replaces: 1 }), `${bike} comes in several deliveries.`],
    [said('split'), `${bike} comes in several deliveries.`],
    [said('added', { line: 2, is: '3 × MTN-400' }), '3 × Mountain-400, silver added.'],
    [said('added', { line: 2, is: '12 × MTN-400' }), '12 × Mountain-400, silver added.'],
    [said('added', { line: 2, is: '700C' }), '2 × Mountain-400, silver added.'],
    [said('added', { line: 2, is: 'MTN-400' }), '2 × Mountain-400, silver added.'],
    [said('added', { line: 9, is: 'MTN-900' }), '1 × MTN-900 added.'],
    [said('repriced', { was: '34.99', is: '29.5' }), `The price of ${bike} was lowered.`],
    [said('repriced', { was: '9.99', is: '29.5' }), `The price of ${bike} was raised.`],
    [said('repriced', { was: '10', is: '10.00' }), `The price of ${bike} was changed.`],
    [said('repriced', { was: 'list', is: 'special' }), `The price of ${bike} was changed.`],
    [said('repriced', { was: 'list', is: '29.5' }), `The price of ${bike} was changed.`],
    [said('repriced', { was: '34.99', is: 'special' }), `The price of ${bike} was changed.`],
    [said('repriced', { was: 'EUR 34.99', is: '29.5' }), `The price of ${bike} was changed.`],
    [said('repriced', { was: '34.99', is: '29.5 EUR' }), `The price of ${bike} was changed.`],
    [said('discounted', { was: '0', is: '12.5' }), `There is a discount of 12.5% on ${bike}.`],
    [said('discounted', { was: '0', is: '0' }), `The discount on ${bike} was changed.`],
    [said('charged', { line: null, was: '5', is: '7' }), 'A charge was changed.'],
    [said('charged', { line: null, was: 'none', is: '4.5' }), 'A charge was added.'],
    [
      said('billed', { line: null }),
      'The invoices come to more than what is due. Please ask before you pay.',
    ],
    [said('redirected', { line: null }), 'The delivery address was changed.'],
    [said('missing', { line: null }), 'The seller is checking this order. You need not do anything.'],
    [said('found', { line: null }), 'The seller is checking this order. You need not do anything.'],
    [said('something new', { line: null }), 'Something about the order was changed.'],
    [said('something new'), `Something about ${bike} was changed.`],
  ])('is a sentence: %j', ([english], expected) => {
    expect(english).toBe(expected);
  });

  it('is said in German as well', () => {
    expect(said('lowered', { was: '5', is: '3' })[1]).toBe(`2 von 5 × ${rad} werden nicht geliefert.`);
    expect(said('lowered', { was: '5', is: '4' })[1]).toBe(`1 von 5 × ${rad} wird nicht geliefert.`);
    expect(said('raised', { was: '5', is: '6' })[1]).toBe(`Zusätzlich 1 × ${rad}.`);
    expect(said('substituted', { line: 2, replaces: 1 })[1]).toBe(
      `Der Verkäufer hat ${rad} durch Mountain-400, silber ersetzt.`,
    );
  });

  it('ends with one full stop', () => {
    expect(said('substituted', { line: 9, replaces: 8, was: 'A', is: '1 × Bottle 30 oz.' })[0]).toBe(
      'The seller replaced A with Bottle 30 oz.',
    );
    expect(said('removed', { line: 9, was: '1 × Cap... Classic' })[0]).toBe(
      'Cap... Classic will not be delivered.',
    );
  });

  it('is that the order is gone where nothing of it will come', () => {
    const missing = { kind: 'missing', line: null, replaces: null, was: '', is: '' };
    expect(amendmentSentence(missing, { ...order, state: 'cancelled' }, en, 'en')).toBe(
      'The seller has removed this order. Nothing of it will be delivered.',
    );
  });

  it('is said of each line that it concerns', () => {
    const notes = (of: OrderLine, ...others: OrderLine[]) => amendmentNotes(of, [of, ...others], en);
    const tube = (more: Partial<OrderLine>) => line(1, 'Tube', more);
    const part = line(2, 'Tube', { added: true, replaces: 1, quantity: 2 });
    const other = line(2, 'Hose', { added: true, replaces: 1, quantity: 2 });
    expect(notes(tube({}))).toEqual([]);
    expect(notes(tube({ documented: 5 }))).toEqual([]);
    expect(notes(tube({ documented: 3 }))).toEqual(['3 instead of 5']);
    expect(notes(tube({ documented: 3 }), other)).toEqual(['3 instead of 5']);
    expect(notes(tube({ documented: 3 }), part)).toEqual([]);
    expect(notes(tube({ documented: 0 }))).toEqual(['will not be delivered']);
    expect(notes(tube({ documented: 0 }), other)).toEqual([]);
    expect(notes(order.lines[2]!)).toEqual(['instead: Minipump, red']);
    expect(notes(part, tube({}))).toEqual(['of your Tube']);
    expect(notes(other, tube({}))).toEqual(['instead of Tube']);
    expect(notes(line(2, 'Hose', { added: true }))).toEqual(['added by the seller']);
  });

  it('leaves nothing of a line that will not come as it was ordered', () => {
    const gone = (more: Partial<OrderLine>, state = 'in-fulfilment') => isGone(line(1, 'Tube', more), state);
    expect(gone({})).toBe(false);
    expect(gone({ cancelled: 4, documented: 3 })).toBe(false);
    expect(gone({ cancelled: 5 })).toBe(true);
    expect(gone({ documented: 0 })).toBe(true);
    expect(gone({ documented: 0, added: true })).toBe(false);
    expect(gone({ documented: 0, added: true, quantity: 0 })).toBe(false);
    expect(gone({ substitute: order.lines[2]!.substitute })).toBe(true);
    expect(gone({}, 'cancelled')).toBe(true);
  });
});

describe('a step of an order', () => {
  it.each([
    ['received', true],
    ['confirmed', true],
    ['handed-over', false],
    ['verified', false],
    ['shipped', true],
    ['invoiced', true],
    ['shipment-corrected', true],
    ['invoice-corrected', true],
    ['something new', false],
  ])('%s is for shoppers: %s', (step, is) => {
    expect(isShoppersStep(step, en)).toBe(is);
  });

  const invoice = { at: '2026-11-21T08:00:00Z', currency: 'EUR', shared: false, gross: '1', net: '1' };
  const invoices = [
    { ...invoice, number: 'R1', kind: 'invoice' },
    { ...invoice, number: 'C1', kind: 'credit-note' },
  ];
  it.each([
    ['shipped', 'S1', 'delivery S1'],
    ['shipment-corrected', 'S1', 'number S1'],
    ['invoice-corrected', 'R1', 'number R1'],
    ['invoiced', 'R1', 'invoice R1'],
    ['invoiced', 'R9', 'invoice R9'],
    ['credited', 'C1', 'credit note C1'],
    ['handed-over', '4711', 'number 4711'],
    ['verified', '4711', 'number 4711'],
    ['cancelled', 'changed my mind', ''],
    ['rejected', 'out-of-stock', ''],
    ['shipped', null, ''],
  ])('%s of %j says which: %j', (step, detail, said) => {
    expect(stepDetail({ step, detail }, invoices, en)).toBe(said);
  });

  it('is called by what has become of the order', () => {
    const review = { reason: 'worth', since: '2026-11-21T08:00:00Z' } as unknown as Order['review'];
    const shipments = [{ number: 'S0' }, { number: 'S1' }] as Order['shipments'];
    const titles = (of: Parameters<typeof stepTitle>[1]) =>
      [
        ['received', null],
        ['review', null],
        ['cancelled', null],
        ['shipment-corrected', 'S1'],
        ['shipment-corrected', 'S2'],
      ].map(([step, detail]) => stepTitle({ step: step!, detail: detail! }, of, en));
    expect(titles({ state: 'cancelled', review, shipments })).toEqual([
      ...['Received', 'Being looked at by one of us', 'Cancelled'],
      ...['Delivery corrected', 'Delivery taken back'],
    ]);
    expect(titles({ state: 'in-fulfilment', review: null, shipments }).slice(1, 3)).toEqual([
      ...['Looked at by one of us', 'Cancelled in part'],
    ]);
  });
});

describe('a parcel', () => {
  const nothing = { carrier: null, trackingNumber: null, trackingUrl: null };

  it('is followed by its number, at its carrier', () => {
    const known = { carrier: 'DHL', trackingNumber: 'J7', trackingUrl: 'https://dhl.example/J7' };
    expect(trackingOf(known, en)).toEqual({
      ...{ carrier: 'DHL', number: 'J7' },
      link: { text: 'Follow it at DHL', href: 'https://dhl.example/J7' },
    });
    expect(trackingOf({ ...known, carrier: null }, de)?.link?.text).toBe('Sendung verfolgen');
    for (const trackingUrl of ['http://dhl.example/J7', 'HTTPS://DHL.example/J7'])
      expect(trackingOf({ ...known, trackingUrl }, en)?.link?.href).toBe(trackingUrl);
    expect(trackingOf({ ...nothing, carrier: 'DHL' }, en)).toEqual({
      carrier: 'DHL',
      number: null,
      link: null,
    });
    expect(trackingOf({ ...nothing, trackingNumber: 'J7' }, en)).toEqual({
      ...{ carrier: null, number: 'J7', link: null },
    });
  });

  it('of which nothing is known is not followed', () => {
    expect(trackingOf(nothing, en)).toBeNull();
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '//elsewhere', ' https://a.example', 'xhttps://a'])(
    'leads nowhere by %j',
    (trackingUrl) => {
      expect(trackingOf({ ...nothing, trackingUrl }, en)).toEqual({
        carrier: null,
        number: null,
        link: null,
      });
    },
  );
});

describe('a cancellation', () => {
  it('is pending, and then what has come of it', () => {
    const all = ['none', 'requested', 'cancelled', 'partly', 'too-late'] as const;
    expect(all.map((outcome) => cancellationSentence(outcome, en))).toEqual([
      null,
      'Cancellation asked for. The answer appears here by itself.',
      'The order is cancelled. Nothing of it will be sent.',
      'What had not left yet is cancelled. The rest is on its way.',
      'It was too late to cancel: everything has left our warehouse. You can send it back to us.',
    ]);
  });
});
