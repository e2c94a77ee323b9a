import type { ErpInvoice, ErpInvoiceLine, ErpOrder, ErpOrderLine, ErpShipment } from '@throughline/events';
import { totalsOf } from './amounts.ts';
import { later, orderRequested, placedAt } from './orders.ts';

/**
 * The default order of `orderRequested` as the back office has it: all open, with the same amounts.
 * @param lines what is told otherwise of its lines, in their order; totals stay those of the default order
 */
export function erpOrder({
  lines = [],
  ...some
}: Partial<Omit<ErpOrder, 'lines'>> & { lines?: readonly Partial<ErpOrderLine>[] } = {}): ErpOrder {
  const { order, channel, currency, net, tax, gross, lines: asked } = orderRequested();
  return {
    source: 'demo',
    number: '410001',
    channelOrder: order,
    origin: channel,
    status: 'open',
    customer: '10000',
    billTo: null,
    purchaseOrderNumber: null,
    buyerReference: null,
    requestedOn: null,
    shipComplete: false,
    currency,
    placedAt,
    lines: asked.map((line, index) => ({
      line: line.line,
      sku: line.sku,
      name: line.name.toUpperCase(),
      kind: 'goods',
      unit: line.unit,
      unitQuantity: line.unitQuantity,
      perQuantity: line.perQuantity,
      ordered: line.quantity,
      shipped: 0,
      cancelled: 0,
      invoiced: 0,
      unitPrice: line.unitPrice,
      discountPercent: '0',
      net: line.net,
      components: line.components,
      ...lines[index],
    })),
    charges: [{ line: null, code: 'freight', name: 'FREIGHT', net: '4.9' }],
    shipments: [],
    net,
    tax,
    gross,
    ...some,
  };
}

/**
 * A shipment of the default order an hour after it was placed: all of it, or units of its lines in their order. Lines
 * of which it holds none are left out.
 */
export function erpShipment(
  number = 'D1',
  units: readonly number[] = [2, 3],
  some: Partial<ErpShipment> = {},
): ErpShipment {
  const lines = portion(units).map(({ line, sku, quantity }) => ({ line, sku, quantity }));
  const tracking = { carrier: null, trackingNumber: null, trackingUrl: null };
  return { number, location: 'B1', shippedAt: later(60), ...tracking, lines, ...some };
}

/**
 * An invoice of the default order, of the day after it was placed: all of it, or units of its lines in their order.
 * Lines of which it holds none are left out. Shipping is part of it, and amounts add up.
 */
export function erpInvoice(
  number = 'R1',
  units: readonly number[] = [2, 3],
  some: Partial<ErpInvoice> = {},
): ErpInvoice {
  const { order: channelOrder, currency } = orderRequested();
  const order = '410001';
  const freight = {
    quantity: 1,
    unitPrice: '4.9',
    taxIncluded: false,
    taxCategory: 'standard',
    taxRate: '19',
  };
  const goods = portion(units);
  const { nets, net, tax, gross } = totalsOf([...goods, freight], currency, 'tax-group');
  return {
    source: 'demo',
    number,
    kind: 'invoice',
    order,
    channelOrder,
    corrects: [],
    customer: '10000',
    billTo: null,
    purchaseOrderNumber: null,
    issuedOn: '2026-02-02',
    dueOn: null,
    currency,
    lines: goods.map(({ line, sku, quantity, taxRate }, index): ErpInvoiceLine => {
      return { order, channelOrder, line, sku, quantity, net: nets[index]!, taxRate, corrects: null };
    }),
    charges: [
      { order, channelOrder, line: null, code: 'freight', name: 'FREIGHT', net: '4.9', taxRate: '19' },
    ],
    net,
    tax,
    gross,
    ...some,
  };
}

function portion(units: readonly number[]) {
  return orderRequested()
    .lines.map((line, index) => ({ ...line, quantity: units[index] ?? 0 }))
    .filter(({ quantity }) => quantity > 0);
}
