import { describe, expect, it } from 'vitest';
import { erpInvoice, erpOrder, erpShipment, orderRequested, placedOrder } from './index.ts';

const amounts = ({ net, tax, gross }: { net: string; tax: string; gross: string }) => [net, tax, gross];

describe('the default order', () => {
  it('comes to what its description says', () => {
    expect(orderRequested().lines.map(({ net }) => net)).toEqual(['59.48', '13.47']);
    expect(amounts(orderRequested())).toEqual(['77.85', '13.17', '91.02']);
  });

  it.each([
    ['line', '13.17'],
    ['tax-group', '13.17'],
    ['document', '13.18'],
  ])('is taxed anew when tax is rounded by %s', (rounding, tax) => {
    expect(orderRequested({ rounding }).tax).toBe(tax);
  });

  it.each([
    ['JPY', ['59', '13'], ['562', '105', '667']],
    ['KWD', ['59.48', '13.47'], ['77.85', '13.175', '91.025']],
  ])('is rounded to the minor unit of %s', (currency, nets, totals) => {
    const order = orderRequested({ currency });
    expect(order.lines.map(({ net }) => net)).toEqual(nets);
    expect(amounts(order)).toEqual(totals);
  });

  it('adds up with other lines, whose prices contain tax', () => {
    const order = orderRequested({
      shippingNet: '0',
      lines: [
        { quantity: 3, unitPrice: '9.99', taxIncluded: true },
        { quantity: 1, unitPrice: '0.1' },
      ],
    });
    // 29.97 with tax is 25.18 without; 0.1 net is taxed 0.007.
    expect(order.lines.map(({ net }) => net)).toEqual(['25.18', '0.1']);
    expect(amounts(order)).toEqual(['25.28', '4.8', '30.08']);
  });

  it('is the same in the back office and when it has been placed', () => {
    expect(amounts(erpOrder())).toEqual(['77.85', '13.17', '91.02']);
    expect(amounts(placedOrder())).toEqual(['77.85', '13.17', '91.02']);
    expect(placedOrder().lines.map(({ ordered, taxRate }) => [ordered, taxRate])).toEqual([
      [2, '19'],
      [3, '7'],
    ]);
  });

  it('is shipped and invoiced in portions', () => {
    expect(erpShipment('D1', [0, 2]).lines).toEqual([{ line: 2, sku: 'WB-H098', quantity: 2 }]);
    const { lines, charges, ...invoice } = erpInvoice('R1', [1]);
    expect(lines.map(({ sku, quantity, net }) => [sku, quantity, net])).toEqual([['HL-U509-R', 1, '29.74']]);
    expect(charges.map(({ code, net }) => [code, net])).toEqual([['freight', '4.9']]);
    expect(amounts(invoice)).toEqual(['34.64', '6.58', '41.22']);
    expect(amounts(erpInvoice())).toEqual(['77.85', '13.17', '91.02']);
  });
});
