import { describe, expect, it } from 'vitest';
import { placedLine, placedOrder } from '../../exports/fixtures/documents.ts';
import { fullOrder, orderBatch, printedOrder } from '../fixtures/batches.ts';
import { paperOf } from './paper.ts';
import { figure, instant } from './words.ts';

const only = (paper: ReturnType<typeof paperOf>) => paper.groups[0]!.orders[0]!;

describe('a batch on paper', () => {
  it('says everything that a clerk types of an order', () => {
    const order = only(paperOf(orderBatch(), [printedOrder()], [], 'en'));
    expect(order).toMatchObject({
      order: '10001',
      place: '1 of 1',
      recipient: ['A. Example', 'Straße 1', '10115 Berlin', 'DE Germany'],
      contact: ['a@example.org'],
      warnings: [],
      totals: [
        ['Shipping (standard, 19 %)', '4.55 EUR'],
        ['Net', '150.45 EUR'],
        ['Tax', '25.47 EUR'],
        ['Total', '175.92 EUR'],
      ],
    });
    expect(order.facts).toEqual([
      ['Customer number', '10000'],
      ['Purchase order', '–'],
      ['Ordered', '2026-11-20 10:00 UTC'],
      ['Wished for', 'none'],
      ['Currency', 'EUR'],
      ['Shipping method', 'standard'],
    ]);
    expect(order.lines[0]).toEqual({
      ...{ line: 1, sku: 'GUIDE', item: null, name: 'Guide', quantity: '4 C62 (piece)', base: null },
      ...{ price: '6.50', priceNotes: [], amount: '26.00', taxRate: '7 %', components: [], warning: null },
    });
  });

  it('says packs, prices with tax, components, keys of the back office, and what was cancelled', () => {
    const order = only(paperOf(orderBatch(), [fullOrder()], [], 'de'));
    expect(order.lines[0]).toMatchObject({ item: 'bk r50r/44 ', price: '1.234,50' });
    expect(order.lines[1]).toMatchObject({
      ...{ quantity: '6 XCT (Karton)', base: '= 1.200 Basiseinheiten' },
      ...{ price: '10,00', priceNotes: ['11,90 inkl. Steuer'], amount: '60,00' },
    });
    expect(order.lines[2]).toMatchObject({
      components: ['Enthält 2 × PUMP', 'Enthält 4 × TUBE'],
      ...{ warning: 'Storniert: 1. Zu erfassen: 1 (Basiseinheiten)', amount: '25,00' },
    });
    expect(order.warnings).toHaveLength(1);
  });

  it('is in groups by location and family, and counts for control what is to be typed in', () => {
    const other = printedOrder({
      ...{ placed: placedOrder({ order: '2', currency: 'JPY', net: '150', gross: '176' }) },
      ...{ location: null, family: null, familyName: null },
    });
    const less = printedOrder({ placed: placedOrder({ order: '3' }), cancelled: new Map([[2, 1]]) });
    const paper = paperOf(orderBatch({ location: 'B1' }), [printedOrder(), less, other], [], 'en');
    expect(paper.groups.map(({ heading, orders }) => [heading, orders.map(({ place }) => place)])).toEqual([
      ['Location B1 · Family ROAD Road bikes', ['1 of 3', '2 of 3']],
      ['no location · no family', ['3 of 3']],
    ]);
    expect(paper.facts).toContainEqual(['Only', 'Location B1']);
    expect(paper.control).toEqual([
      ['Orders', '3'],
      ['Lines', '8'],
      ['Base units', '20'],
      // 150.45 and 150.45 less a bike at 100.
      ['Net EUR', '200.90'],
      ['Total EUR', '232.84'],
      ['Net JPY', '150'],
      ['Total JPY', '176'],
    ]);
  });

  it('says on its cover what of earlier batches is not to be typed in, or is to be cancelled', () => {
    const change = { order: 'W1', earlier: 6, erpNumber: null, whole: true, lines: [] };
    const lines = [{ line: 2, sku: 'BELL', quantity: 3 }];
    const { changes } = paperOf(
      orderBatch(),
      [],
      [change, { ...change, erpNumber: '4711' }, { ...change, whole: false, lines }],
      'en',
    );
    expect(changes).toMatchObject([
      { order: 'W1 (of batch 6)', what: 'DO NOT ENTER', number: null },
      { what: 'Cancel it in the back office', details: [], number: '4711' },
      { what: 'Cancel units', details: ['Line 2: 3 × BELL'] },
    ]);
  });

  it('says nothing of a person who was erased', () => {
    expect(only(paperOf(orderBatch(), [printedOrder({ recipient: null })], [], 'en'))).toMatchObject({
      ...{ recipient: null, contact: [] },
    });
  });

  it('says no unit of an order from before there were any', () => {
    const placed = placedOrder({ lines: [placedLine({ unit: '', unitQuantity: 0, quantity: 2 })] });
    expect(only(paperOf(orderBatch(), [printedOrder({ placed })], [], 'en')).lines[0]?.quantity).toBe('2');
  });
});

it.each([
  ['1234567.5', 'en', 2, '1,234,567.50'],
  ['1234567.5', 'de', 2, '1.234.567,50'],
  ['-1000', 'de', 0, '-1.000'],
  ['0.1234567', 'en', 2, '0.1234567'],
  ['19.0000000', 'de', 0, '19'],
  ['123', 'en', 3, '123.000'],
] as const)('%s is written in %s with %i decimals as %s', (decimal, language, least, text) => {
  expect(figure(decimal, language, least)).toBe(text);
});

it('an instant is written to the minute', () => {
  expect(instant(new Date('2026-01-02T03:04:59Z'), 'de')).toBe('02.01.2026 03:04 UTC');
});
