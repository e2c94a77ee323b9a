import type { Order } from '@throughline/events';
import { erpInvoice, erpOrder, erpShipment, later, placedAt } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { erpOriginated, erpOrderNumber } from './erp-originated.ts';
import { followDocument } from './followed-document.ts';
import { applyInvoice } from './fulfilment.ts';
import { isErpOriginated, tracked } from '../order/order.ts';

const nothingYet = {
  addedBy: '',
  replaces: null,
  documented: null,
  substitute: null,
  priceVersion: null,
  unit: 'C62',
  perQuantity: 1,
  taxIncluded: false,
  reserved: 0,
  backOrdered: 0,
  expectedOn: null,
  shipped: 0,
  cancelled: 0,
  invoiced: 0,
  credited: 0,
  returned: 0,
  components: [],
};
const buyer = { account: 'A7', country: 'FR', region: 'BRE' };
const called = erpOrder({ channelOrder: null, origin: 'telephone', customer: '20001' });

describe('an order that began in the back office', () => {
  it('is confirmed as its document states it, with the account and the country of its customer', () => {
    // 13.17 of 77.85 is 16.92 %; 77.85 less 59.48 and 13.47 is 4.9.
    const order: Order = {
      order: 'demo:410001',
      origin: 'telephone',
      state: 'confirmed',
      integration: 'none',
      integrationReason: null,
      erpNumber: '410001',
      account: 'A7',
      currency: 'EUR',
      country: 'FR',
      region: 'BRE',
      purchaseOrderNumber: 'PO-7',
      lines: [
        {
          ...nothingYet,
          line: 1,
          sku: 'HL-U509-R',
          name: 'HELMET',
          unitPrice: '29.74',
          taxRate: '16.9',
          net: '59.48',
          unitQuantity: 2,
          ordered: 2,
        },
        {
          ...nothingYet,
          line: 2,
          sku: 'WB-H098',
          name: 'WATER BOTTLE',
          unitPrice: '4.49',
          taxRate: '16.9',
          net: '13.47',
          unitQuantity: 3,
          ordered: 3,
        },
      ],
      charges: [],
      shippingMethod: null,
      shippingNet: '4.9',
      net: '77.85',
      tax: '13.17',
      gross: '91.02',
      dueNet: null,
      dueTax: null,
      dueGross: null,
      rejection: null,
      shipments: [],
      invoices: [],
      history: [
        { step: 'received', at: placedAt, detail: null },
        { step: 'confirmed', at: placedAt, detail: '410001' },
      ],
      amendments: [],
      review: null,
      heldUntil: null,
      cancellationRefusal: null,
      placedAt,
      traceparent: null,
    };
    const document = { ...called, purchaseOrderNumber: 'PO-7' };
    expect(erpOriginated(null, document, buyer)).toEqual(tracked(order));
    expect(erpOrderNumber(called)).toBe('demo:410001');
    expect(isErpOriginated(order)).toBe(true);
    expect(isErpOriginated({ ...order, shippingMethod: 'standard' })).toBe(false);
  });

  it('is booked to the customer of the back office while their account is not known', () => {
    expect(erpOriginated(null, called, null).order).toMatchObject({
      account: 'demo:20001',
      country: 'ZZ',
      region: null,
    });
  });

  it('goes to a country that is not known when the account has none', () => {
    const { order } = erpOriginated(null, called, { account: 'A7', country: null, region: null });
    expect(order).toMatchObject({ account: 'A7', country: 'ZZ' });
  });

  it('states the one rate of all its lines, and none when it costs nothing', () => {
    const rates = (net: string, tax: string) =>
      erpOriginated(null, { ...called, net, tax }, null).order.lines.map(({ taxRate }) => taxRate);
    expect(rates('100', '19')).toEqual(['19', '19']);
    expect(rates('3333', '266.64')).toEqual(['8', '8']);
    expect(rates('0', '0')).toEqual(['0', '0']);
  });

  it('follows its document in lines and figures, and keeps what happened to each line', () => {
    const shipped = followDocument(
      erpOriginated(null, called, null),
      erpOrder({ lines: [{}, { cancelled: 1 }], shipments: [erpShipment('D1', [1, 2])] }),
      later(61),
    ).state;
    const before = tracked({
      ...shipped.order,
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      lines: shipped.order.lines.map((line) => ({
        ...line,
        invoiced: line.line,
        returned: line.line + 2,
        credited: line.line + 4,
      })),
      invoices: [
        {
          ...{ number: 'R1', kind: 'invoice', currency: 'EUR', shared: false },
          ...{ gross: '10', net: '9', at: later(62) },
        },
      ],
    });
    const more = erpOrder({
      channelOrder: null,
      origin: 'telephone',
      customer: '20001',
      lines: [{ ordered: 5, net: '148.7' }, {}],
      net: '167.07',
      tax: '30.12',
      gross: '197.19',
    });
    const { order, checking } = erpOriginated(before, more, buyer);
    expect(checking).toBeNull();
    expect(order).toEqual({
      ...before.order,
      state: 'partly-shipped',
      ...buyer,
      lines: [
        {
          ...before.order.lines[0],
          ordered: 5,
          net: '148.7',
          taxRate: '18',
          shipped: 1,
          cancelled: 0,
          invoiced: 1,
          returned: 3,
          credited: 5,
        },
        {
          ...before.order.lines[1],
          taxRate: '18',
          shipped: 2,
          cancelled: 1,
          invoiced: 2,
          returned: 4,
          credited: 6,
        },
      ],
      net: '167.07',
      tax: '30.12',
      gross: '197.19',
    });
  });

  it('has units and recipes as its document has them', () => {
    const sold = { unit: 'XBX', unitQuantity: 1, perQuantity: 100, components: [{ sku: 'A', quantity: 2 }] };
    const { lines } = erpOriginated(null, erpOrder({ channelOrder: null, lines: [sold] }), null).order;
    expect(lines).toMatchObject([{ ...sold, ordered: 2 }, nothingYet]);
  });

  it('tells freight from other charges, and adds up', () => {
    const charge = (code: string, net: string) => ({ line: null, code, name: code.toUpperCase(), net });
    const costs = (charges: ReturnType<typeof charge>[], net: string) => {
      const { order } = erpOriginated(null, { ...called, charges, net }, null);
      return { shippingNet: order.shippingNet, charges: order.charges };
    };
    const packing = { code: 'packing', name: 'PACKING', net: '2.1' };
    expect(costs([charge('packing', '2.1'), charge('freight', '4.9')], '79.95')).toEqual({
      shippingNet: '4.9',
      charges: [packing],
    });
    expect(costs([charge('packing', '2.1')], '75.05')).toEqual({ shippingNet: '0', charges: [packing] });
    // A document from before 0.2 does not state its freight.
    expect(costs([], '77.85')).toEqual({ shippingNet: '4.9', charges: [] });
  });

  it('has a line more when its document has', () => {
    const [first, second] = called.lines;
    const before = erpOriginated(null, { ...called, lines: [first!] }, null);
    const shipments = [erpShipment('D1', [2])];
    const { state } = followDocument(before, { ...called, lines: [first!], shipments }, later(61));
    expect(state.order.state).toBe('shipped');
    const { order } = erpOriginated(state, { ...called, lines: [first!, second!] }, null);
    expect(order.lines.map(({ line, ordered, shipped }) => [line, ordered, shipped])).toEqual([
      [1, 2, 2],
      [2, 3, 0],
    ]);
    expect(order.state).toBe('partly-shipped');
  });

  it('has a line billed and credited as it was before its document had it', () => {
    const [first, second] = called.lines;
    const bill = (number: string, units: number[], kind: string) => ({
      ...{ name: `erp.invoices demo|${number}`, at: later(62) },
      invoice: erpInvoice(number, units, { kind, channelOrder: null }),
    });
    const before = erpOriginated(null, { ...called, lines: [first!] }, null);
    const billed = applyInvoice(before, bill('R1', [2, 3], 'invoice')).state;
    const credited = applyInvoice(billed, bill('C1', [1, 2], 'credit-note')).state;
    const { order } = erpOriginated(credited, { ...called, lines: [first!, second!] }, null);
    expect(order.lines.map((line) => [line.invoiced, line.credited])).toEqual([
      [2, 1],
      [3, 2],
    ]);
  });
});
