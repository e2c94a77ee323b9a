import type { ErpInvoice, ErpOrder, OrderRequested, Price } from '@throughline/events';
import type { Knowledge } from './placement.ts';

/** Examples that the specs of orders share; no spec depends on more of them than it names. */
export const placedAt = new Date('2026-02-01T10:00:00Z');
export const later = (minutes: number) => new Date(placedAt.getTime() + minutes * 60_000);

/** Two helmets of 29.74 net at 19 % with shipping of 4.90: 64.38 + 12.23 = 76.61. */
export function request(some: Partial<OrderRequested> = {}): OrderRequested {
  return {
    order: 'W1',
    channel: 'web',
    account: 'guests',
    currency: 'EUR',
    country: 'DE',
    language: 'en',
    lines: [
      {
        line: 1,
        sku: 'HL-U509-R',
        name: 'Helmet',
        quantity: 2,
        priceVersion: 'P1',
        unitPrice: '29.74',
        taxIncluded: false,
        taxCategory: 'standard',
        taxRate: '19',
        net: '59.48',
      },
    ],
    shippingMethod: 'standard',
    shippingNet: '4.9',
    shippingTaxRate: '19',
    net: '64.38',
    tax: '12.23',
    gross: '76.61',
    rounding: 'tax-group',
    acceptBackOrder: false,
    at: placedAt,
    ...some,
  };
}

export function price(some: Partial<Price> = {}): Price {
  return {
    sku: 'HL-U509-R',
    version: 'P1',
    list: 'LIST',
    kind: 'list',
    currency: 'EUR',
    amount: '29.74',
    taxIncluded: false,
    unit: 'C62',
    minQuantity: 1,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    validTo: null,
    group: null,
    account: null,
    ...some,
  };
}

export function knowledge(prices: readonly Price[] = [price()]): Knowledge {
  return {
    products: new Map([['HL-U509-R', true]]),
    prices: new Map([['HL-U509-R', new Map(prices.map((each) => [each.version, each]))]]),
    accounts: new Map([
      ['guests', { account: 'guests', erpNumber: '10000', priceGroup: null, blocked: false }],
    ]),
  };
}

export function erpOrder(some: Partial<ErpOrder> = {}): ErpOrder {
  return {
    source: 'demo',
    number: '410001',
    channelOrder: 'W1',
    origin: 'web',
    status: 'open',
    customer: '10000',
    currency: 'EUR',
    placedAt,
    lines: [
      {
        line: 1,
        sku: 'HL-U509-R',
        name: 'HELM RED',
        ordered: 2,
        shipped: 0,
        cancelled: 0,
        invoiced: 0,
        unitPrice: '29.74',
        net: '59.48',
      },
    ],
    shipments: [],
    net: '64.38',
    tax: '12.23',
    gross: '76.61',
    ...some,
  };
}

export function shipment(number: string, quantity: number): ErpOrder['shipments'][number] {
  return {
    number,
    location: 'B1',
    shippedAt: later(60),
    lines: [{ line: 1, sku: 'HL-U509-R', quantity }],
  };
}

export function invoice(number: string, quantity: number, some: Partial<ErpInvoice> = {}): ErpInvoice {
  return {
    source: 'demo',
    number,
    order: '410001',
    channelOrder: 'W1',
    customer: '10000',
    issuedOn: '2026-02-02',
    currency: 'EUR',
    lines: [{ line: 1, sku: 'HL-U509-R', quantity, net: '59.48', taxRate: '19' }],
    net: '64.38',
    tax: '12.23',
    gross: '76.61',
    ...some,
  };
}
