import { describe, expect, it } from 'vitest';
import { type Order, type Story, storyOutput } from './order-story.ts';

const now = new Date('2026-11-29T12:00:00Z');
const order: Order = {
  ...{ order: 'W10234', origin: 'web', state: 'confirmed', integration: 'refused', account: 'guests' },
  ...{ integrationReason: 'no item X', erpNumber: null, currency: 'EUR', gross: '238' },
  ...{ shippingMethod: 'standard', rejection: null, shipments: [], invoices: [] },
  lines: [
    {
      ...{ line: 1, sku: 'X', name: 'Bottle', net: '200', ordered: 2, reserved: 1, backOrdered: 1 },
      ...{ expectedOn: '2026-12-03', shipped: 0, cancelled: 0, invoiced: 0 },
    },
  ],
  history: [
    { step: 'received', at: '2026-11-29T10:00:00.000Z', detail: null },
    { step: 'back-ordered', at: '2026-11-29T10:00:01.000Z', detail: null },
  ],
  placedAt: '2026-11-29T10:00:00.000Z',
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  waiting: { for: 'person', whom: 'order desk', since: '2026-11-29T10:30:00.000Z' },
};
const reservation = {
  ...{ line: 1, sku: 'X', reserved: 2, backOrdered: 1, released: 0, settled: 0, open: 2 },
  entries: [
    { kind: 'reserve', quantity: 2, location: null, at: '2026-11-29T10:00:01.000Z' },
    { kind: 'settle', quantity: 1, location: 'B1', at: '2026-11-29T11:00:00.000Z' },
  ],
};
const handOver = {
  ...{ source: 'demo', order: 'W10234', state: 'refused', reason: 'The back office has no item X' },
  ...{ erpNumber: '410001', differences: [], currency: 'EUR', gross: '238', attempts: 2 },
  stateAt: '2026-11-29T11:00:00.000Z',
};
const story = (some: Partial<Story> = {}): Story => ({
  order,
  reservations: { answer: { lines: [reservation] } },
  export: { answer: handOver },
  ...some,
});

describe('the story of an order', () => {
  it('says what happened, what it waits for, what it claims and how far its hand-over is', () => {
    expect(storyOutput(story(), now)).toEqual({
      json: story(),
      lines: [
        'W10234  confirmed  238.00 EUR  web  account guests',
        'waits for person of order desk, for 1 h',
        'trace 4bf92f3577b34da6a3ce929d0e0e4736',
        '',
        'WHAT HAPPENED',
        '  at                       ago  what',
        '  2026-11-29 10:00:00 UTC  2 h  received',
        '  2026-11-29 10:00:01 UTC  1 h  back-ordered',
        '',
        'LINES',
        '  line  SKU  name    ordered  reserved  back-ordered  expected    shipped  cancelled  invoiced  net',
        '     1  X    Bottle        2         1             1  2026-12-03        0          0         0  200.00 EUR',
        '',
        'STOCK',
        '  line  SKU  claimed  of it back-ordered  given back  settled  still claimed  entries',
        '     1  X          2                   1           0        0              2  reserve 2 2026-11-29 10:00:01 UTC; settle 1 at B1 2026-11-29 11:00:00 UTC',
        '',
        'HAND-OVER',
        '  refused in demo for 1 h, number 410001, 2 attempts',
        '  The back office has no item X',
      ],
      status: 1,
    });
  });

  it('goes on to shipments and invoices, and ends with nothing to wait for', () => {
    const done: Order = {
      ...order,
      ...{ state: 'completed', integration: 'verified', waiting: null, traceparent: null },
      shipments: [
        {
          ...{ number: 'D1', location: 'B1', at: '2026-11-29T11:30:00.000Z' },
          lines: [
            { line: 1, sku: 'X', quantity: 1 },
            { line: 2, sku: 'Y', quantity: 3 },
          ],
        },
      ],
      invoices: [{ number: 'R1', kind: 'invoice', gross: '238', at: '2026-11-29T11:45:00.000Z' }],
    };
    const verified = { ...handOver, state: 'verified', reason: null, attempts: 0 };
    const { lines, status } = storyOutput(story({ order: done, export: { answer: verified } }), now);
    expect(status).toBe(0);
    expect(lines.slice(0, 3)).toEqual([
      'W10234  completed  238.00 EUR  web  account guests',
      'waits for nothing',
      '',
    ]);
    expect(lines.slice(lines.indexOf('HAND-OVER'))).toEqual([
      'HAND-OVER',
      '  verified in demo for 1 h, number 410001',
      '',
      'SHIPMENTS',
      '  number  from  at                       units',
      '  D1      B1    2026-11-29 11:30:00 UTC  1 × X (line 1), 3 × Y (line 2)',
      '',
      'INVOICES',
      '  number  kind     at                       gross',
      '  R1      invoice  2026-11-29 11:45:00 UTC  238.00 EUR',
    ]);
  });

  it('shows where the document differs, which somebody has to look at', () => {
    const differences = [{ kind: 'raised', field: 'lines[1].ordered', ours: '2', theirs: '5', worth: '300' }];
    const differing = { ...handOver, state: 'verified', reason: null, differences };
    const waiting = { for: 'shipment', whom: 'back office', since: '2026-11-29T10:30:00.000Z' };
    const { lines, status } = storyOutput(
      story({ order: { ...order, waiting }, export: { answer: differing } }),
      now,
    );
    expect(status).toBe(1);
    expect(lines.slice(-3)).toEqual([
      '  the document differs:',
      '    kind    field             ordered  document  for  worth',
      '    raised  lines[1].ordered  2        5         -    300.00 EUR',
    ]);
  });

  it('says of one that no back office takes yet what it waits for', () => {
    const nowhere = { ...handOver, source: '', state: 'parked', erpNumber: null, attempts: 0 };
    const reason = 'No source takes orders yet';
    const { lines, status } = storyOutput(story({ export: { answer: { ...nowhere, reason } } }), now);
    expect(lines.slice(-2)).toEqual(['  parked in no back office yet for 1 h', `  ${reason}`]);
    expect(status).toBe(1);
  });

  it('says which service could not be asked, and is not all well then', () => {
    const waiting = { for: 'shipment', whom: 'back office', since: '2026-11-29T10:30:00.000Z' };
    const calm = {
      order: { ...order, waiting },
      export: { answer: { ...handOver, state: 'sent', reason: null } },
    };
    expect(storyOutput(story(calm), now).status).toBe(0);
    const withoutStock = storyOutput(story({ ...calm, reservations: { failure: 'inventory is away' } }), now);
    expect(withoutStock.status).toBe(1);
    expect(withoutStock.lines[withoutStock.lines.indexOf('STOCK') + 1]).toBe('  inventory is away');
    const withoutExport = storyOutput(story({ ...calm, export: { failure: 'erp-adapter is away' } }), now);
    expect(withoutExport.status).toBe(1);
    expect(withoutExport.lines.at(-1)).toBe('  erp-adapter is away');
  });

  it('of one that was rejected has no hand-over and no claim', () => {
    const rejected: Order = {
      ...order,
      ...{ state: 'rejected', integration: 'none', waiting: null, rejection: { reason: 'price-changed' } },
    };
    const { lines, status } = storyOutput(
      story({ order: rejected, reservations: { answer: null }, export: { answer: null } }),
      now,
    );
    expect(status).toBe(0);
    expect(lines.slice(1, 3)).toEqual(['rejected: price-changed', 'waits for nothing']);
    expect(lines.slice(lines.indexOf('STOCK'))).toEqual([
      'STOCK',
      '  Nothing was ever asked for.',
      '',
      'HAND-OVER',
      '  It is not on its way to a back office.',
    ]);
  });

  it('of one that began in the back office says so', () => {
    const theirs: Order = { ...order, shippingMethod: null, erpNumber: '420000', waiting: null };
    const { lines } = storyOutput(story({ order: theirs, export: { answer: null } }), now);
    expect(lines.at(-1)).toBe('  It began in the back office, as number 420000.');
  });
});
