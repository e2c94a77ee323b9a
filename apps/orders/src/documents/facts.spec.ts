import { erpInvoice, erpOrder, later, stockReserved } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { type FactRecord, documentName, documentsOf, factsIn, withdrawn } from './facts.ts';
import { spanning } from '../fixtures/invoices.ts';

const head = { sequence: 1, time: later(61) };
const billing = (sequence: number, ...orders: string[]): FactRecord => ({
  ...{ topic: 'erp.invoices', type: 'ErpInvoice', key: 'demo|R1', sequence, time: later(61) },
  value: spanning(
    erpInvoice('R1'),
    orders.map((channelOrder) => ({ order: '410001', channelOrder })),
  ),
});
const document: FactRecord = {
  ...{ topic: 'erp.orders', type: 'ErpOrder', key: 'demo|410001', ...head },
  value: erpOrder(),
};
const promise: FactRecord = {
  ...{ topic: 'inventory.reservations', type: 'StockReserved', key: 'W1', ...head },
  value: stockReserved(),
};
const gone = (sequence: number) => withdrawn('erp.invoices', { key: 'demo|R1', sequence, time: later(70) });
const said = (facts: ReturnType<typeof factsIn>) =>
  facts.map(({ type, order, sequence }) => [type, order, sequence]);

describe('the documents among records', () => {
  it('are those of the back office, with each order of which they say something', () => {
    expect(documentsOf([document, promise, billing(1, 'W1', 'W2'), gone(2)])).toEqual([
      { document: 'erp.orders demo|410001', order: 'W1' },
      { document: 'erp.invoices demo|R1', order: 'W1' },
      { document: 'erp.invoices demo|R1', order: 'W2' },
    ]);
    expect(documentName(document)).toBe('erp.orders demo|410001');
  });
});

describe('what records say of orders', () => {
  it('is what they name, while nothing else was said before', () => {
    expect(said(factsIn([document, promise, billing(1, 'W1', 'W2')], []))).toEqual([
      ['ErpOrder', 'W1', 1],
      ['StockReserved', 'W1', 1],
      ['ErpInvoice', 'W1', 1],
      ['ErpInvoice', 'W2', 1],
    ]);
  });

  it('is also that a document says nothing more of an order of which it did', () => {
    const known = [
      { document: 'erp.invoices demo|R1', order: 'W2' },
      { document: 'erp.orders demo|R1', order: 'W3' },
    ];
    const facts = factsIn([{ ...billing(2, 'W1'), traceparent: '00-1' }], known);
    expect(said(facts)).toEqual([
      ['ErpInvoice', 'W1', 2],
      ['DocumentWithdrawn', 'W2', 2],
    ]);
    expect(facts[1]).toEqual({
      ...{ topic: 'erp.invoices', type: 'DocumentWithdrawn', value: {}, key: 'demo|R1' },
      ...{ sequence: 2, time: later(61), traceparent: '00-1', order: 'W2' },
    });
  });

  it('is that of every order of which it said something, when a document is gone', () => {
    const known = [
      { document: 'erp.invoices demo|R1', order: 'W1' },
      { document: 'erp.invoices demo|R1', order: 'W2' },
    ];
    expect(factsIn([gone(3)], known)).toEqual([
      { ...gone(3), order: 'W1' },
      { ...gone(3), order: 'W2' },
    ]);
    expect(factsIn([gone(3)], [])).toEqual([]);
    expect(said(factsIn([promise], known))).toEqual([['StockReserved', 'W1', 1]]);
  });

  it('is of no order but those of which it said something before, when a document of an order is gone', () => {
    const missing = withdrawn('erp.orders', { key: 'demo|410001', sequence: 2, time: later(70) });
    expect(documentsOf([missing])).toEqual([]);
    expect(factsIn([document, missing], [])).toEqual([
      { ...document, order: 'W1' },
      { ...missing, order: 'W1' },
    ]);
    expect(factsIn([missing], [])).toEqual([]);
  });

  it('is never that anything but a document says no more', () => {
    const other = { ...promise, sequence: 2, value: stockReserved({ order: 'W2' }) };
    expect(said(factsIn([promise, other], []))).toEqual([
      ['StockReserved', 'W1', 1],
      ['StockReserved', 'W2', 2],
    ]);
  });

  it('carries a trace only where its record did', () => {
    expect(gone(3)).not.toHaveProperty('traceparent');
  });

  it('looks back upon the records before it, in their order', () => {
    expect(said(factsIn([billing(1, 'W1', 'W2'), billing(2, 'W2'), gone(3)], []))).toEqual([
      ['ErpInvoice', 'W1', 1],
      ['ErpInvoice', 'W2', 1],
      ['ErpInvoice', 'W2', 2],
      ['DocumentWithdrawn', 'W1', 2],
      ['DocumentWithdrawn', 'W1', 3],
      ['DocumentWithdrawn', 'W2', 3],
    ]);
  });
});
