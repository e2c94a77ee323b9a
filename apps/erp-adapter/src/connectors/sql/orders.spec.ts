import type { ErpTax } from '@throughline/events';
import { describe, expect, it } from 'vitest';
import { loadMapping } from '../../mapping/mapping.ts';
import { type OrderRow, mapOrder } from './orders.ts';

const mapping = await loadMapping(undefined);
const rates: ErpTax[] = [
  {
    source: 'demo',
    country: 'DE',
    category: 'standard',
    name: 'MWST',
    rate: '19',
    validFrom: '2021-01-01',
    validTo: null,
  },
];

const line = {
  line: 1,
  sku: 'HL-U509-R      ',
  name: 'HLMT SPRT 100 RED',
  ordered: 3,
  shipped: 1,
  cancelled: 1,
  invoiced: 0,
  price: '29.7400',
  discount: '10.00',
  taxCode: 'S',
};
const recorded: OrderRow = {
  parent: '410001',
  origin: 'W',
  status: 'P',
  customer: '10000',
  reference: '10000123',
  currency: 'EUR',
  placedAt: new Date('2026-11-20T10:00:00Z'),
  country: 'DE',
  freight: '4.9',
  lines: [line],
  shipments: [
    {
      number: 810001,
      location: 'B1 ',
      at: '2026-11-21T08:00:00+00:00',
      lines: [{ line: 1, sku: 'HL-U509-R      ', quantity: 1 }],
    },
  ],
};
const map = (of: Partial<OrderRow> = {}) => mapOrder({ ...recorded, ...of }, rates, 'demo', mapping);

describe('an order', () => {
  it('owes what is not cancelled, less the discount, with freight and tax on the sum', () => {
    expect(map().value).toMatchObject({
      channelOrder: '10000123',
      origin: 'web',
      status: 'part-shipped',
      lines: [{ sku: 'HL-U509-R', unitPrice: '26.766', net: '53.53', ordered: 3, shipped: 1, cancelled: 1 }],
      shipments: [
        {
          number: '810001',
          location: 'B1',
          shippedAt: new Date('2026-11-21T08:00:00Z'),
          lines: [{ line: 1, sku: 'HL-U509-R', quantity: 1 }],
        },
      ],
      net: '58.43',
      tax: '11.1',
      gross: '69.53',
    });
  });

  it('owes no freight when all of it is cancelled', () => {
    const all = { ...line, cancelled: 3, shipped: 0 };
    expect(map({ status: 'X', lines: [all], shipments: [] }).value).toMatchObject({
      status: 'cancelled',
      gross: '0',
    });
  });

  it('has a number of ours only when it came from us', () => {
    expect(map({ origin: 'T' }).value).toMatchObject({ origin: 'telephone', channelOrder: null });
  });

  it('is held back where no tax rate is known', () => {
    expect(map({ country: 'XX' }).issues[0]).toMatchObject({ field: 'tax', severity: 'held' });
    expect(map({ country: 'XX' }).value).toBeNull();
  });
});
