import { describe, expect, it } from 'vitest';
import type { OrderLine } from '../../api/types.ts';
import { catalogues } from '../../texts/catalogues.ts';
import {
  amendmentSentence,
  cancellationSentence,
  isShoppersStep,
  stepDetail,
  trackingOf,
} from './order-words.ts';

const { en, de } = catalogues;
const plain = (text: string) => text.replaceAll(/\s/gu, ' ');

const line = (number: number, name: string, more: Partial<OrderLine> = {}): OrderLine => ({
  ...{ line: number, sku: name, name, model: name, color: null, size: null, added: false, replaces: null },
  ...{ quantity: 5, documented: null, unit: '', unitQuantity: 5, components: [], net: '10', gross: '11.9' },
  ...{ taxRate: '19', reserved: 0, backOrdered: 0, expectedOn: null, shipped: 0, cancelled: 0, invoiced: 0 },
  credited: 0,
  ...more,
});
const order = {
  currency: 'EUR',
  lines: [
    line(1, 'Mountain-500', { color: 'black', size: '44' }),
    line(2, 'Mountain-400', { color: 'silver', added: true, replaces: 1, quantity: 2 }),
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
    [said('lowered', { was: '5', is: '3' }), `2 of 5 ${bike} will not be delivered.`],
    [said('lowered', { was: '5', is: '' }), `Something about ${bike} was changed.`],
    [said('raised', { was: '5', is: '6' }), `1 more of ${bike} added.`],
    [said('raised', { was: '', is: '6' }), `Something about ${bike} was changed.`],
    [said('removed', { was: '5' }), `${bike} will not be delivered.`],
    [said('restored', { is: '5' }), `${bike} will be delivered after all.`],
    [
      said('substituted', { line: 2, replaces: 1, was: 'A', is: 'B' }),
      `The seller replaced ${bike} with Mountain-400, silver.`,
    ],
    [
      said('substituted', { line: 9, replaces: 8, was: 'FR-1', is: 'FR-2' }),
      'The seller replaced FR-1 with FR-2.',
    ],
    [said('split', { line: 2, replaces: 1 }), `${bike} comes in several deliveries.`],
    [said('split'), `${bike} comes in several deliveries.`],
    [said('added', { line: 2, is: '3' }), '3 × Mountain-400, silver added.'],
    [said('added', { line: 2, is: 'MTN-400' }), '2 × Mountain-400, silver added.'],
    [said('added', { line: 9, is: 'MTN-900' }), '1 × MTN-900 added.'],
    [
      said('repriced', { was: '34.99', is: '29.5' }),
      `The price of ${bike} was changed from €34.99 to €29.50.`,
    ],
    [said('repriced', { was: 'list', is: 'special' }), `The price of ${bike} was changed.`],
    [said('discounted', { was: '0', is: '5' }), `The discount on ${bike} was changed.`],
    [said('charged', { line: null }), 'A charge was changed.'],
    [
      said('billed', { line: null }),
      'The invoices come to more than what is due. Please ask before you pay.',
    ],
    [said('redirected', { line: null }), 'The delivery address was changed.'],
    [said('missing', { line: null }), 'The seller is checking this order. You need not do anything.'],
    [said('something new', { line: null }), 'Something about the order was changed.'],
    [said('something new'), `Something about ${bike} was changed.`],
  ])('is a sentence: %j', ([english], expected) => {
    expect(english).toBe(expected);
  });

  it('is said in German as well', () => {
    expect(said('lowered', { was: '5', is: '3' })[1]).toBe(`2 von 5 ${rad} werden nicht geliefert.`);
    expect(said('raised', { was: '5', is: '6' })[1]).toBe(`1 weitere ${rad} ergänzt.`);
    expect(said('substituted', { line: 2, replaces: 1 })[1]).toBe(
      `Der Verkäufer hat ${rad} durch Mountain-400, silber ersetzt.`,
    );
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
    ['something new', true],
  ])('%s is for shoppers: %s', (step, is) => {
    expect(isShoppersStep(step)).toBe(is);
  });

  const invoice = { at: '2026-11-21T08:00:00Z', currency: 'EUR', shared: false, gross: '1', net: '1' };
  const invoices = [
    { ...invoice, number: 'R1', kind: 'invoice' },
    { ...invoice, number: 'C1', kind: 'credit-note' },
  ];
  it.each([
    ['shipped', 'S1', 'delivery S1'],
    ['invoiced', 'R1', 'invoice R1'],
    ['invoiced', 'R9', 'invoice R9'],
    ['credited', 'C1', 'credit note C1'],
    ['handed-over', '4711', 'number 4711'],
    ['cancelled', 'changed my mind', ''],
    ['rejected', 'out-of-stock', ''],
    ['shipped', null, ''],
  ])('%s of %j says which: %j', (step, detail, said) => {
    expect(stepDetail({ step, detail }, invoices, en)).toBe(said);
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
