import { placedOrder } from '@throughline/testing/builders';
import { describe, expect, it } from 'vitest';
import { holdEnd, isIdle } from './hold.ts';

const now = new Date('2026-03-01T12:00:00Z');
const guest = { buyer: ['mark'] };
const nobody = { buyer: [] };

describe('the end of a hold', () => {
  it('is so many days on', () => {
    expect(holdEnd(guest, 'guests', 14, now)).toEqual(new Date('2026-03-15T12:00:00Z'));
    expect(holdEnd(nobody, 'person', 0.5, now)).toEqual(new Date('2026-03-02T00:00:00Z'));
  });

  it('never comes where the seller says so', () => expect(holdEnd(guest, 'guests', 0, now)).toBeNull());

  it('never comes for a business', () => {
    expect(holdEnd(nobody, 'business', 14, now)).toBeNull();
    expect(holdEnd(guest, 'business', 14, now)).toBeNull();
  });

  it('comes for a guest whose account was not heard of yet, and for nobody else', () => {
    expect(holdEnd(guest, null, 1, now)).toEqual(new Date('2026-03-02T12:00:00Z'));
    expect(holdEnd(nobody, null, 1, now)).toBeNull();
  });
});

describe('an order of which nothing has come but its promise', () => {
  const idle = (...given: Parameters<typeof placedOrder>) => isIdle(placedOrder(...given));
  const at = now;

  it('is idle, handed over or not', () => {
    expect(idle()).toBe(true);
    expect(idle({ integration: 'verified', erpNumber: '410001' })).toBe(true);
    expect(idle({ lines: [{ reserved: 2 }, { reserved: 3 }] })).toBe(true);
    expect(idle({ lines: [{ cancelled: 2 }, { cancelled: 2 }] })).toBe(true);
  });

  it('is not once any of it has left', () => {
    expect(idle({ lines: [{}, { shipped: 1 }] })).toBe(false);
    const shipment = { number: 'D1', location: 'B1', at, lines: [], carrier: null, trackingNumber: null };
    expect(idle({ shipments: [{ ...shipment, trackingUrl: null }] })).toBe(false);
  });

  it('is not once any of it was invoiced', () => {
    const invoice = {
      number: 'R1',
      kind: 'invoice',
      shared: false,
      gross: '1',
      net: '1',
      currency: 'EUR',
      at,
    };
    expect(idle({ invoices: [invoice] })).toBe(false);
  });

  it('is not once a clerk has changed its document', () => {
    const amendment = { kind: 'lowered', line: 1, replaces: null, was: '2', is: '1', at };
    expect(idle({ amendments: [amendment] })).toBe(false);
  });

  it('is not while it waits for goods', () => {
    expect(idle({ lines: [{ reserved: 2 }, { reserved: 2, backOrdered: 1 }] })).toBe(false);
  });

  it('is not when it has ended', () => {
    expect(idle({ rejection: { reason: 'out-of-stock', lines: [] } })).toBe(false);
    expect(idle({ lines: [{ cancelled: 2 }, { cancelled: 3 }] })).toBe(false);
  });
});
