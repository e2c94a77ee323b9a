import type { OrderRequested } from '@throughline/events';
import {
  erpInvoice,
  erpOrder,
  erpShipment,
  later,
  orderRequested,
  placedOrder,
} from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { revived } from './stored.ts';

const json = (value: object) => JSON.parse(JSON.stringify(value)) as object;

describe('a record that was stored', () => {
  it('is what it was, instants, lists and records in them', () => {
    const order = placedOrder({
      lines: [{ expectedOn: '2026-02-14', components: [{ sku: 'A', quantity: 2 }] }],
      rejection: {
        reason: 'out-of-stock',
        lines: [{ line: 1, sku: 'A', reason: 'out-of-stock', available: 1, price: null, priceVersion: null }],
      },
      shipments: [
        {
          ...{ number: 'D1', location: 'B1', at: later(60), lines: [{ line: 1, sku: 'A', quantity: 1 }] },
          ...{
            carrier: 'Example Parcel',
            trackingNumber: 'VH1',
            trackingUrl: 'https://tracking.example/VH1',
          },
        },
      ],
      invoices: [
        {
          ...{ number: 'R1', kind: 'invoice', currency: 'EUR', shared: true },
          ...{ gross: '10', net: null, at: later(70) },
        },
      ],
      amendments: [{ kind: 'lowered', line: 1, replaces: null, was: '2', is: '1', at: later(50) }],
    });
    expect(revived('Order', json(order))).toEqual(order);
    const document = erpOrder({ shipments: [erpShipment()] });
    expect(revived('ErpOrder', json(document))).toEqual(document);
    const request: OrderRequested = orderRequested({ keyHash: 'k1' });
    expect(revived('OrderRequested', json(request))).toEqual(request);
  });

  it('is what it was where there are instants that may be none, also in what may be none', () => {
    const order = placedOrder({
      review: { reason: 'open-worth', since: later(1) },
      heldUntil: later(90),
      cancellationRefusal: { reason: 'too-late', at: later(5) },
    });
    expect(revived('Order', json(order))).toEqual(order);
    expect(revived('Order', json(placedOrder()))).toEqual(placedOrder());
  });

  it('has the defaults of what its schema did not have then, also in its lines', () => {
    const { region: _r, purchaseOrderNumber: _p, lines, ...request } = orderRequested();
    const old = {
      ...request,
      lines: lines.map(({ unit: _u, unitQuantity: _q, perQuantity: _n, components: _c, ...line }) => line),
    };
    const sold = { unit: '', unitQuantity: 0, perQuantity: 1, components: [] };
    expect(revived('OrderRequested', json(old))).toEqual({
      ...orderRequested(),
      lines: lines.map((line) => ({ ...line, ...sold })),
    });
    const { kind: _k, charges: _h, corrects: _s, ...invoice } = erpInvoice();
    expect(revived('ErpInvoice', json(invoice))).toEqual({ ...erpInvoice(), charges: [] });
  });

  it('has the defaults of what documents and orders did not say before 0.3', () => {
    const [line] = placedOrder().lines;
    const { addedBy: _a, replaces: _r, documented: _d, ...oldLine } = line!;
    const { dueNet: _n, dueTax: _t, dueGross: _g, amendments: _m, ...old } = placedOrder();
    const shipment = { number: 'D1', location: 'B1', at: later(60), lines: [] };
    const invoice = { number: 'R1', kind: 'invoice', shared: false, gross: '10', net: '9', at: later(70) };
    const stored = { ...old, lines: [oldLine], shipments: [shipment], invoices: [invoice] };
    expect(revived('Order', json(stored))).toEqual({
      ...placedOrder(),
      lines: [line],
      shipments: [{ ...shipment, carrier: null, trackingNumber: null, trackingUrl: null }],
      invoices: [{ ...invoice, currency: '' }],
    });
    const { carrier: _c, trackingNumber: _s, trackingUrl: _u, ...sent } = erpShipment();
    const document = erpOrder({ shipments: [erpShipment()] });
    const lines = document.lines.map(({ discountPercent: _p, ...each }) => each);
    expect(revived('ErpOrder', json({ ...document, lines, shipments: [sent] }))).toEqual({
      ...document,
      lines: lines.map((each) => ({ ...each, discountPercent: null })),
    });
  });

  it('keeps what a later version has added', () => {
    const order = { ...placedOrder(), later: { at: '2026-02-01' } };
    expect(revived('Order', json(order))).toEqual(order);
  });
});
